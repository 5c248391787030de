-- The office changes details too: by what it was asked, what proved who asked, and the paper, where there is one. The
-- name an account is held in changes only with its paper.
alter table contact_change drop constraint ck_contact_change_part;
alter table contact_change add constraint ck_contact_change_part check (part in
  ('mailing_address', 'email', 'phone', 'name', 'language', 'legal_name'));

create table contact_change_proof (
  change_id uuid primary key constraint fk_contact_change_proof_change references contact_change,
  source text not null constraint ck_contact_change_proof_source check (source in ('call', 'letter', 'counter')),
  proof text not null constraint ck_contact_change_proof_proof check (length(btrim(proof)) between 1 and 200),
  document_id uuid constraint fk_contact_change_proof_document references kept_document
);
create index ix_contact_change_proof_document on contact_change_proof (document_id) where document_id is not null;
create trigger tr_contact_change_proof_append_only before update or delete on contact_change_proof
  for each row execute function append_only();

create function contact_change_is_proved() returns trigger language plpgsql as $$
begin
  if new.part = 'legal_name' and not exists (
    select from contact_change_proof p where p.change_id = new.id and p.document_id is not null) then
    raise exception 'A legal name changes with its document.'
      using errcode = 'check_violation', constraint = 'ck_contact_change_legal_name_has_document',
        table = 'contact_change';
  end if;
  if new.changed_by like 'staff:%' and new.part in ('phone', 'name', 'language') and not exists (
    select from contact_change_proof p where p.change_id = new.id) then
    raise exception 'What the office changes says who asked and how they proved it.'
      using errcode = 'check_violation', constraint = 'ck_contact_change_of_office_is_proved',
        table = 'contact_change';
  end if;
  return null;
end $$;
create constraint trigger ck_contact_change_legal_name_has_document after insert on contact_change
  deferrable initially deferred for each row execute function contact_change_is_proved();
