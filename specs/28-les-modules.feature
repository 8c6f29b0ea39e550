# language: fr
Fonctionnalité: Les modules de formation
  Une formatrice compose un module, le garde, le partage, l’anime ; ce que la séance apprend lui
  revient, et les participants repartent avec un brouillon.

  Scénario: sans autre choix, une demi-journée qui tient
    Quand quelqu’un compose un module sans rien choisir
    Alors il dure une demi-journée, pause comprise, et rien n’y est à reprendre

  Scénario: tout ce qui empêche est dit d’un coup
    Quand quelqu’un compose pour « rois », à « beaucoup », sur « rien »
    Alors les trois refus sont dits ensemble

  Scénario: les sommes restent justes quand on déplace et reminute
    Étant donné un module gardé
    Quand la formatrice donne 85 minutes à l’étude de la piste et 50 au débat
    Et qu’elle passe le débat après la pause
    Alors chaque somme est celle de ses parties

  Scénario: une séquence entière change de durée d’un seul geste
    Étant donné un module gardé
    Quand la formatrice donne 90 minutes à la séquence la plus longue
    Alors ses activités se les partagent de cinq en cinq, et les sommes suivent

  Scénario: un second onglet n’écrase jamais le premier
    Étant donné un module gardé
    Quand un onglet le renomme « Premier »
    Et qu’un onglet ouvert avant le renomme « Second »
    Alors le second est refusé et le module s’appelle « Premier »

  Scénario: un module publié ne change plus
    Étant donné un module gardé
    Quand la formatrice le publie puis le renomme « Autrement »
    Alors l’étagère montre le titre d’avant, sans le nom de la formatrice
    Et n’importe qui peut le copier

  Scénario: l’administration du site retire un module en disant pourquoi
    Étant donné un module gardé
    Quand la formatrice le publie puis le renomme « Autrement »
    Et que l’administration le retire sans dire pourquoi
    Alors le retrait est refusé
    Quand l’administration le retire car « Une carte nomme quelqu’un. »
    Alors l’étagère est vide et la raison est dite

  Scénario: la parole des participants ne se montre qu’à partir de cinq
    Étant donné un module gardé
    Quand quatre participants répondent après une séance
    Alors la formatrice ne lit que leur nombre
    Quand un cinquième répond
    Alors elle lit ce qu’ils ont dit

  Scénario: le brouillon d’une séance devient un dossier
    Étant donné un module gardé
    Et un appel ouvert sur sa piste
    Quand une participante écrit son brouillon pendant la séance
    Et que son administration le prend dans l’appel
    Alors le dossier dit ce que disait le brouillon
