# language: fr
Fonctionnalité: Retrouver les dossiers, agir sur plusieurs, les emporter
  Qui n’a pas à connaître un dossier ne le trouve nulle part : ni dans une liste, ni dans un compte.

  Contexte:
    Étant donné un appel avec deux dossiers déposés et un brouillon

  Scénario: un dossier se retrouve par ses mots, sans accents ni pluriels
    Quand la responsable cherche « CRECHES »
    Alors elle trouve le dossier de la crèche et lui seul

  Scénario: un brouillon ne se trouve ni ne se compte
    Quand la responsable cherche « brouillon »
    Alors elle ne trouve rien
    Et la liste entière compte deux dossiers

  Scénario: une relectrice liée à un dossier n’en voit plus rien
    Étant donné qu’une relectrice doit lire les deux dossiers
    Quand on découvre qu’elle est partenaire de l’un d’eux
    Alors sa liste n’a plus qu’un dossier
    Et l’autre ne répond à aucune de ses recherches

  Scénario: une relectrice ne peut pas trier par moyenne
    Étant donné qu’une relectrice doit lire les deux dossiers
    Quand elle trie sa liste par moyenne
    Alors cela lui est refusé comme un tri qui n’existe pas

  Scénario: plusieurs dossiers sont confiés d’un geste
    Étant donné que la relectrice appartient à l’administration de l’un d’eux
    Quand la responsable lui confie les deux dossiers
    Alors l’un lui est confié
    Et l’autre est refusé avec la raison

  Scénario: une vue se garde et se partage
    Quand la responsable garde la vue « À relire » et la partage
    Alors une autre responsable de l’appel la retrouve

  Scénario: le tableau emporté ne lance rien
    Étant donné qu’un dossier s’intitule « =1+1 »
    Quand la responsable emporte le tableau
    Alors chaque dossier a sa ligne et chaque question sa colonne
    Et le titre y est un texte
