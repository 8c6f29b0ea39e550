# language: fr
Fonctionnalité: Un pilote dure
  Les personnes changent, les dates bougent, un essai s’arrête un temps. Ce qui a été promis reste
  écrit, et quelqu’un sait toujours ce qui est attendu.

  Contexte:
    Étant donné un pilote en cours, dont le plan est verrouillé

  Scénario: un pilote s’arrête un temps, et la raison reste
    Quand l’équipe suspend le pilote parce que « La directrice est absente »
    Alors rien ne s’y mesure plus et aucun rappel ne part
    Et la responsable a reçu la raison
    Quand la responsable le reprend parce que « Elle est de retour »
    Alors l’équipe y mesure de nouveau
    Et les deux raisons se lisent sur la page de passation

  Scénario: sans raison, rien ne change
    Quand l’équipe suspend le pilote parce que « »
    Alors elle apprend que la raison manque, et le pilote est en cours

  Scénario: un pilote suspendu peut être abandonné, avec ce qu’il apprend
    Quand l’équipe suspend le pilote parce que « La directrice est absente »
    Et que l’équipe l’abandonne en disant « Sans direction, rien n’avance »
    Alors le pilote est abandonné, et sa leçon se lit

  Scénario: prolonger n’efface pas ce qui était promis
    Quand l’équipe prolonge le pilote jusqu’au « 31/10/2027 » parce que « Deux mois perdus en été »
    Alors le plan dit la nouvelle fin, sa raison, et la fin promise d’abord
    Et le rapport est attendu aussi longtemps après la fin

  Scénario: on ne prolonge pas vers l’arrière
    Quand l’équipe prolonge le pilote jusqu’au « 01/09/2027 » parce que « Plus tôt »
    Alors elle apprend que la fin promise est le « 30/09/2027 »

  Scénario: un jalon se rappelle à qui est là, une seule fois
    Étant donné un jalon « Note à mi-parcours » attendu dans trente jours
    Quand la personne qui l’a posé quitte l’administration, et qu’une autre arrive
    Et que vingt-quatre jours passent
    Alors la nouvelle venue reçoit le rappel, une seule fois
    Et la personne partie ne reçoit rien

  Scénario: plus personne dans l’équipe
    Étant donné un jalon « Note à mi-parcours » attendu dans trente jours
    Quand toute l’équipe quitte l’administration
    Et que vingt-quatre jours passent
    Alors la responsable reçoit le rappel, qui dit pourquoi c’est elle

  Scénario: ce qui est livré ne se rappelle plus
    Étant donné un jalon « Note à mi-parcours » attendu dans trente jours
    Quand l’équipe dit qu’elle a livré « La note, dans le dossier partagé »
    Et que vingt-quatre jours passent
    Alors aucun rappel ne part pour ce jalon

  Scénario: un pilote change de mains
    Étant donné une nouvelle personne a rejoint l’équipe
    Quand l’équipe lui confie le pilote parce que « Changement de poste »
    Alors elle en est avertie, et la page de passation dit que c’est elle
    Quand elle quitte l’administration
    Alors la page de passation dit que plus personne n’est nommé

  Scénario: le rappel va à qui porte le pilote, puis à l’équipe
    Étant donné une nouvelle personne a rejoint l’équipe
    Et un jalon « Note à mi-parcours » attendu dans trente jours
    Quand l’équipe lui confie le pilote parce que « Changement de poste »
    Et que vingt-quatre jours passent
    Alors elle seule reçoit le rappel
    Quand elle quitte l’administration
    Et que dix jours passent
    Alors l’équipe reçoit le rappel du retard, qui dit que plus personne ne porte le pilote

  Scénario: on ne confie pas un pilote à quelqu’un d’ailleurs
    Quand l’équipe confie le pilote à la voisine
    Alors elle apprend que cette personne n’est pas de l’équipe

  Scénario: la passation dit ce qui manque, et se lit ailleurs
    Étant donné un jalon « Note à mi-parcours » attendu dans trente jours
    Quand trente-trois jours passent
    Alors la page de passation dit le jalon en retard et l’indicateur jamais mesuré
    Et elle se donne en PDF, en ODT et en DOCX
    Et la voisine ne peut pas la lire
