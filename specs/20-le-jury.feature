# language: fr
Fonctionnalité: Le jury
  Un jury en qui l’on peut avoir confiance : on sait qui lit, ce qui lie chacun à un dossier, et
  personne ne lit avant d’avoir signé la charte.

  Contexte:
    Étant donné un appel, un dossier déposé et un appel clos pour le jury

  Scénario: une personne sans compte accepte l’invitation et signe la charte avant de lire
    Quand une chercheuse sans compte est invitée au jury
    Et qu’elle accepte par le lien de sa lettre
    Alors elle est dans le jury
    Quand le dossier lui est confié
    Alors elle ne voit pas encore le dossier
    Quand elle signe la charte
    Alors elle voit le dossier

  Scénario: le lien d’une invitation ne fait entrer personne d’autre
    Quand une chercheuse sans compte est invitée au jury
    Alors quelqu’un d’autre qui suit le lien est refusé

  Scénario: décliner demande une raison et pas de compte
    Quand une chercheuse sans compte est invitée au jury
    Et qu’elle décline parce que « Je pars en mars. »
    Alors la personne qui gère l’appel lit « Je pars en mars. »

  Scénario: un lien trouvé entre organismes écarte un membre d’un dossier
    Étant donné une relectrice du CCAS de la ville qui dépose
    Quand on tente de lui confier le dossier
    Alors c’est refusé, et la page du jury dit « même ensemble »
    Quand la personne qui gère l’appel lève ce lien avec une raison
    Alors le dossier peut lui être confié

  Scénario: se récuser retire le dossier de tout ce que l’on voit
    Étant donné une relectrice à qui le dossier est confié, et qui a commencé sa relecture
    Quand elle se récuse parce que « L’autrice est ma sœur. »
    Alors elle ne voit plus le dossier nulle part
    Et sa relecture commencée est gardée
    Et la personne qui gère l’appel lit « L’autrice est ma sœur. »

  Scénario: quitter le jury rend les dossiers qui restent à lire
    Étant donné une relectrice à qui le dossier est confié, et qui a commencé sa relecture
    Quand elle quitte le jury parce que « Nouveau poste. »
    Alors le dossier n’est plus confié à personne
