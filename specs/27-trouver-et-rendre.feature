# language: fr
Fonctionnalité: Trouver, le dire, et le rendre au catalogue
  Les chiffres viennent comme les services les tiennent. Le rapport répond à chaque question promise,
  ne dit jamais plus que le plan ne permet, et la preuve se lit avant d’être proposée.

  Contexte:
    Étant donné un pilote en cours, dont le plan était verrouillé avant le départ

  Scénario: un tableau est compris avant d’être gardé
    Quand l’équipe colle un tableau où manque un service
    Alors la case est nommée, et le tableau est encore dans la page
    Quand l’équipe colle son tableau entier
    Alors elle voit ce qui a été compris avant que rien ne soit gardé

  Scénario: les chiffres se tapent aussi case par case
    Quand l’équipe tape « beaucoup » dans une case de la grille, et « 6,5 » dans une autre
    Alors la case est nommée avec son unité et sa période, et « 6,5 » est encore dans la sienne
    Quand elle corrige la case
    Alors les deux chiffres sont gardés

  Scénario: un avant-après ne dit pas d’effet
    Étant donné que l’équipe a gardé ses chiffres
    Quand elle regarde ce que disent les chiffres
    Alors elle lit un changement et son intervalle, et jamais le mot « effet »

  Scénario: le rapport répond à tout ce qui était promis
    Étant donné que l’équipe a gardé ses chiffres
    Et que le pilote est terminé
    Quand l’équipe publie son rapport sans rien expliquer
    Alors chaque réponse manquante lui est demandée à la fois
    Quand elle dit pourquoi un indicateur n’a pas été mesuré
    Alors le rapport est public, en page et en fichiers

  Scénario: ce que personne n’avait prévu se lit à part
    Étant donné que l’équipe a gardé ses chiffres
    Et que le pilote est terminé
    Quand l’équipe publie son rapport avec une dépense et une remarque que le plan n’avait pas
    Alors le rapport montre la dépense comme non prévue, et dit la remarque exploratoire
    Et la preuve ne compte pas la remarque parmi ce qui a été trouvé

  Scénario: la preuve est lue avant d’être proposée
    Étant donné que l’équipe a gardé ses chiffres
    Et que le pilote est terminé
    Et que le rapport est publié
    Quand la responsable lit la preuve
    Alors elle y trouve la force, les limites et un correctif prêt
    Quand elle la propose
    Alors la page de la piste la montre à part de l’édition

  Scénario: un pilote abandonné rend compte aussi
    Étant donné que l’équipe abandonne le pilote en disant « Trop peu de courriers »
    Quand l’équipe publie un rapport où rien n’est mesuré
    Alors le rapport est public, en page et en fichiers
    Et il dit « Trop peu de courriers »
