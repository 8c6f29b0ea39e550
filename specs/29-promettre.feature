# language: fr
Fonctionnalité: Promettre avant de commencer
  Un pilote qui apprend quelque chose dit d’avance ce qu’il regardera. Le plan s’écrit en cinq pages
  courtes, se verrouille avant le départ, et ne change plus qu’au vu de tous.

  Scénario: une équipe écrit son plan et le verrouille
    Étant donné un pilote qui vient d’être convenu
    Quand l’équipe écrit les cinq pages de son plan
    Alors on lui dit que le rapport pourra dire un changement, pas sa cause
    Quand l’équipe verrouille le plan
    Alors l’empreinte du plan est dans le journal de l’appel
    Et les indicateurs du plan sont promis
    Et le plan téléchargé se relit avec la bibliothèque

  Scénario: rien ne se verrouille une fois le départ passé
    Étant donné un pilote qui vient d’être convenu
    Et l’équipe a écrit les cinq pages de son plan
    Quand le jour du départ est venu
    Et que l’équipe verrouille le plan
    Alors le verrouillage est refusé, et on lui dit de déplacer le départ

  Scénario: un plan verrouillé ne change qu’au vu de tous
    Étant donné un pilote dont le plan est verrouillé
    Quand l’équipe recule la fin d’un mois, sans dire pourquoi
    Alors l’amendement est refusé
    Quand l’équipe dit pourquoi
    Alors la page du plan montre la raison, et la fin d’avant à côté de la nouvelle

  Scénario: une administration voisine ne lit pas le plan qui s’écrit
    Étant donné un pilote qui vient d’être convenu
    Quand une agente d’une autre administration ouvre le plan
    Alors la page lui est refusée
