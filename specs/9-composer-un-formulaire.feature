# language: fr
Fonctionnalité: Composer un formulaire
  Une responsable de programme compose les questions de son appel.
  Les codes ne changent jamais, ce qui est publié non plus, et un brouillon ne perd rien
  quand les questions changent.

  Contexte:
    Étant donné le brouillon d’un appel

  Scénario: ajouter une question
    Quand elle ajoute la question « Vos appuis » à la partie « L’essai »
    Alors la question a le code « vos_appuis »
    Et elle garde ce code quand elle devient « Qui vous soutient »

  Scénario: le titre et le résumé restent demandés
    Quand elle tente de retirer la question « title »
    Alors le retrait est refusé
    Et la question « title » est toujours obligatoire

  Scénario: reprendre une question retirée
    Quand elle retire la question « risks »
    Et qu’elle reprend la question « risks »
    Alors la question « risks » est revenue telle quelle

  Scénario: les fautes d’un formulaire sont dites toutes à la fois
    Quand elle ajoute un choix sans réponses, un tableau sans colonnes et une condition impossible
    Et qu’elle tente de publier l’appel
    Alors la publication est refusée pour ces trois fautes

  Scénario: emporter les questions en fichier et les rapporter
    Quand elle emporte les questions en fichier
    Et qu’elle repart de presque rien
    Et qu’elle rapporte le fichier
    Alors les questions sont exactement les mêmes

  Scénario: la sorte d’une question publiée ne change plus
    Étant donné l’appel publié
    Quand elle tente de faire de « people » un nombre
    Alors le changement est refusé parce que la question est publiée

  Scénario: un brouillon passe aux nouvelles questions sans rien perdre
    Étant donné l’appel publié
    Et le brouillon complet d’une candidate
    Quand une nouvelle version retire la question « people » et raccourcit « proposal »
    Alors le brouillon répond toujours aux anciennes questions
    Quand la candidate reprend son brouillon dans la nouvelle version
    Alors la réponse à « people » est mise de côté et se lit encore
    Et la réponse à « proposal » est gardée, à raccourcir

  Scénario: revenir à l’ancienne version
    Étant donné l’appel publié
    Et le brouillon complet d’une candidate
    Quand une nouvelle version retire la question « people » et raccourcit « proposal »
    Et que la candidate reprend son brouillon dans la nouvelle version
    Et que la candidate revient à l’ancienne version
    Alors le brouillon est exactement celui d’avant
    Mais il ne peut pas être déposé

  Scénario: ce qui est déposé ne change jamais
    Étant donné l’appel publié
    Et le dossier déposé d’une candidate
    Quand une nouvelle version retire la question « people » et raccourcit « proposal »
    Et que la candidate reprend son brouillon dans la nouvelle version
    Alors le dossier déposé est exactement celui d’avant

  Scénario: une absence de réponse n’est jamais un « non »
    Étant donné l’appel publié
    Et le dossier déposé d’une candidate
    Alors la question facultative laissée vide n’a pas de réponse
    Et la question qui n’a pas été posée est notée comme telle

  Scénario: une question pour l’équipe seule
    Quand elle ajoute la question interne « Rang au comité »
    Étant donné l’appel publié
    Et le dossier déposé d’une candidate
    Quand elle remplit « Rang au comité » avec « 3 »
    Alors l’équipe lit « 3 »
    Et la candidate n’en voit rien
