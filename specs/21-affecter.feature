# language: fr
Fonctionnalité: Affecter les dossiers
  Qui lit quoi se calcule, se montre avec ses raisons, se retouche à la main, puis entre en vigueur.

  Contexte:
    Étant donné six dossiers à lire et quatre membres du jury, un de chaque profil

  Scénario: rien n’est confié avant d’être montré
    Quand la responsable calcule deux lectures par dossier
    Alors chaque dossier a deux lectures proposées, chacune avec ses raisons
    Et il est prouvé qu’aucune affectation ne fait mieux
    Et personne n’a encore de dossier
    Quand elle met la proposition en vigueur
    Alors chacun a les dossiers montrés et une seule lettre

  Scénario: ce qui est fixé à la main reste, et le reste est résolu autour
    Étant donné deux lectures par dossier calculées
    Quand la responsable garde une lecture absente et en interdit une autre
    Alors la nouvelle proposition tient les deux

  Scénario: un dossier confié à la main n’est jamais repris
    Étant donné un dossier confié à la main à la première
    Quand la responsable calcule deux lectures par dossier
    Alors cette lecture est dans la proposition

  Scénario: une récusation écarte le dossier
    Étant donné la première s’est récusée du premier dossier
    Quand la responsable calcule deux lectures par dossier
    Alors ce dossier ne lui est pas proposé

  Scénario: qui est absent pendant toute la lecture n’a aucun dossier, et c’est dit
    Étant donné la première n’est plus libre
    Quand la responsable calcule deux lectures par dossier
    Alors la première n’a aucun dossier et la page dit pourquoi

  Scénario: quand c’est impossible, le manque est compté et nommé
    Quand la responsable demande trois lectures et quatre dossiers par personne
    Alors elle apprend que deux lectures manquent, pour quels dossiers et chez qui
    Et ce qu’elle a saisi est gardé

  Scénario: un tirage contre les ententes se refait
    Quand la responsable tire l’affectation au sort avec la graine 3
    Alors le même tirage redonne la même affectation, à l’octet près
