"""The service: a piste becomes a call, a pilot, an evaluation, and evidence again."""
