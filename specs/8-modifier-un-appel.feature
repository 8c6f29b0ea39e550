# language: fr
Fonctionnalité: Modifier un appel publié
  Le texte d’un appel publié est figé. Il ne change que par une modification numérotée, motivée,
  annoncée à chaque équipe et montrée mot à mot.

  Contexte:
    Étant donné un appel publié et le brouillon d’une candidate

  Scénario: repousser une date limite
    Quand la responsable repousse la clôture au « 06/02/2027 » parce que « La salle est prise. »
    Alors la version 2 du texte est publiée
    Et la différence montre la clôture, avant et après
    Et la candidate reçoit une lettre avec le numéro, la raison et l’adresse de la différence
    Et le journal de l’appel se termine par « amend »

  Scénario: une date limite ne s’avance jamais
    Quand la responsable tente d’avancer la clôture au « 20/01/2027 »
    Alors la modification est refusée pour « closes_on » : « amend-earlier »
    Et ce qui a été écrit est gardé
    Et la version 1 du texte est en vigueur

  Scénario: aucune modification sans raison
    Quand la responsable tente de repousser la clôture sans dire pourquoi
    Alors la modification est refusée pour « reason » : « missing »
    Et la version 1 du texte est en vigueur

  Scénario: rien ne change après la clôture
    Étant donné l’appel clos
    Quand la responsable tente de repousser la clôture après coup
    Alors la modification est refusée pour « amendment » : « amend-closed »

  Scénario: des questions qui changent se reprennent dans chaque brouillon
    Étant donné la question « risks » retirée dans la modification
    Quand la responsable publie la modification parce que « Cette question faisait doublon. »
    Alors la lettre dit que le brouillon est à reprendre
    Et la différence montre la question « risks » retirée
