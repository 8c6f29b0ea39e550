# language: fr
Fonctionnalité: Ce que disent les notes
  Quelques notes incertaines décident de tout. On dit jusqu’où s’y fier, en mots simples, et rien
  ne se montre à qui n’a pas encore parlé.

  Scénario: les notes sont corrigées de la sévérité et disent leur incertitude
    Étant donné un appel dont 30 dossiers ont été lus trois fois par 8 lecteurs
    Quand la responsable regarde les résultats du jury
    Alors elle voit le classement avec un intervalle pour chaque dossier
    Et les chiffres sont ceux de la bibliothèque
    Et chaque image a son tableau et sa phrase
    Et elle lit la part des dossiers qu’un autre jury choisirait aussi
    Et la zone grise est nommée

  Scénario: rien ne se montre avant la fin de la lecture
    Étant donné un appel dont une lecture manque encore
    Quand la responsable regarde les résultats du jury
    Alors aucun résultat n’est montré
    Quand le jury passe en délibération
    Et que la responsable regarde les résultats du jury
    Alors elle voit le classement avec un intervalle pour chaque dossier
    Et la lecture manquante est nommée

  Scénario: la présidente qui n’a pas tout lu ne voit rien
    Étant donné un appel dont une lecture manque encore
    Et la présidente est celle qui doit encore lire
    Quand le jury passe en délibération
    Et que la présidente regarde les résultats du jury
    Alors aucun résultat n’est montré

  Scénario: une lectrice ordinaire ne voit pas les résultats
    Étant donné un appel dont 30 dossiers ont été lus trois fois par 8 lecteurs
    Alors une lectrice ne peut pas regarder les résultats

  Plan du scénario: ce que les notes ne peuvent pas dire est dit simplement
    Étant donné <un jury>
    Quand la responsable regarde les résultats du jury
    Alors elle lit « <phrase> »

    Exemples:
      | un jury                                      | phrase                                          |
      | une seule personne qui a tout lu             | Une seule personne a tout lu                    |
      | un jury qui donne la même note à tous        | Toutes les notes sont les mêmes                 |
      | une lectrice qui donne partout la même note  | La même note a été donnée à tous les dossiers   |
      | un dossier que personne n’a noté             | Personne n’a donné de note complète             |
      | deux groupes sans lecteur commun             | Le jury se partage en 2 groupes                 |

  Scénario: les notes corrigées se gardent et se recalculent
    Étant donné un appel dont 30 dossiers ont été lus trois fois par 8 lecteurs
    Quand la responsable garde les notes corrigées
    Alors le même calcul redonne les mêmes octets
    Et aucun nom n’y figure
