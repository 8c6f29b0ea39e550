# language: fr
Fonctionnalité: Un catalogue qui se souvient
  Chaque édition dit ce que l’on savait un jour donné, et ne change plus.
  Qui a noté un nom ou un code les retrouve, même quand ils ont changé.

  Scénario: une piste porte le nom qu’elle avait ce jour-là
    Étant donné l’édition « 2020.09 »
    Alors la piste « micro-mobilite-professionnelle » s’appelle « La politique de micro-mobilités professionnelles »
    Étant donné l’édition « 2021.09 »
    Alors la piste « micro-mobilite-professionnelle » s’appelle « La micro-mobilité professionnelle »

  Scénario: ce que nous avons écrit n’était pas connu en 2020
    Étant donné l’édition « 2020.09 »
    Alors la piste « data-labs » ne dit pas ce qui lui donnerait tort
    Et aucune piste n’est de ce projet

  Scénario: deux éditions se comparent
    Quand on compare « 2020.09 » à « 2021.09 »
    Alors deux pistes ont changé de nom
    Et « management-de-la-subsidiarite » est apparue

  Scénario: une édition modifiée est refusée par son nom
    Étant donné une copie de l’édition « 2020.05 » dont un mot a été changé
    Quand on tente de la lire
    Alors elle est refusée et « 2020.05 » est nommée

  Scénario: l’ancien code d’une fiche retirée mène à celle qui la remplace
    Étant donné une enquête où « l-ancienne » a été renommée « la-nouvelle »
    Quand on demande « l-ancienne »
    Alors un avis renvoie à « la-nouvelle »

  Scénario: on cherche avec les mots que l’on a
    Quand on cherche « réaffectations d'agents »
    Alors la première fiche trouvée est « reaffectation-agents »
    Et le passage montre les mots trouvés

  Scénario: une autre enquête commence par un dossier valide
    Quand on commence une enquête dans un dossier neuf
    Alors elle se vérifie sans rien à corriger
