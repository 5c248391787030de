-- A kept arrangement of which a payment came back was not kept: it ends, with a note. Otherwise one ends once.
create or replace function payment_arrangement_keeps_what_was_agreed() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or not (old.state = 'active' or old.state = 'kept' and new.state = 'ended')
      or to_jsonb(new) - '{state,ended_at,ended_by,end_note}'::text[]
        <> to_jsonb(old) - '{state,ended_at,ended_by,end_note}'::text[] then
    raise exception 'An arrangement only ends.'
      using errcode = 'integrity_constraint_violation', constraint = tg_name, table = 'payment_arrangement';
  end if;
  return new;
end $$;
