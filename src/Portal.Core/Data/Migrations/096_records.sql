-- Documents that the office keeps: how long, who opened them, what holds them, and how they are destroyed.

-- How long each class is kept (Gov. Code 34090: not under two years; domain.md section 11), and from when.
create table retention_class (
  code text primary key,
  name_en text not null,
  name_es text not null,
  years integer not null constraint ck_retention_class_years check (years between 2 and 100),
  -- From the document's own day, or from the day its account was closed: while it is open it is kept.
  counts_from text not null constraint ck_retention_class_counts_from check (counts_from in ('day', 'closing')),
  authority text not null,
  sort integer not null
);
create trigger tr_retention_class_append_only before update or delete on retention_class
  for each row execute function append_only();
insert into retention_class (code, name_en, name_es, years, counts_from, authority, sort) values
  ('application', 'Application for service', 'Solicitud de servicio', 7, 'closing', 'City schedule', 10),
  ('identity', 'Proof of identity', 'Prueba de identidad', 2, 'closing', 'City schedule', 20),
  ('authorization', 'Authorization or agreement', 'Autorización o acuerdo', 2, 'closing',
    '12 CFR 1005.13; Nacha rules', 30),
  ('deposit', 'Security deposit', 'Depósito de garantía', 4, 'closing', 'City schedule', 40),
  ('payment', 'Bill, payment or receipt', 'Factura, pago o recibo', 7, 'day', 'City schedule', 50),
  ('returned', 'Returned payment', 'Pago devuelto', 7, 'day', 'City schedule', 60),
  ('shutoff', 'Shut-off evidence', 'Prueba de corte', 4, 'day', 'City schedule', 70),
  ('medical', 'Medical form', 'Formulario médico', 4, 'closing', 'City schedule', 80),
  ('court', 'Court paper', 'Documento judicial', 7, 'closing', 'City schedule', 90),
  ('letter', 'Letter', 'Carta', 2, 'day', 'Gov. Code 34090', 100);

create table kept_document (
  id uuid primary key,
  class text not null constraint fk_kept_document_class references retention_class,
  customer_account_id uuid constraint fk_kept_document_account references customer_account,
  title text not null constraint ck_kept_document_title check (length(btrim(title)) between 1 and 200),
  dated_on date not null,
  name text not null constraint ck_kept_document_name check (length(name) between 1 and 120),
  media_type text not null
    constraint ck_kept_document_media_type check (media_type in ('image/jpeg', 'application/pdf')),
  size integer not null constraint ck_kept_document_size check (size between 1 and 10485760),
  sha256 bytea not null constraint ck_kept_document_sha256 check (length(sha256) = 32),
  kept_by text not null,
  kept_at timestamptz not null
);
create index ix_kept_document_account on kept_document (customer_account_id, dated_on desc);
create index ix_kept_document_class on kept_document (class, dated_on);
create index ix_kept_document_dated on kept_document (dated_on desc, id);
create index ix_kept_document_title on kept_document using gin (fold(title) gin_trgm_ops);
create trigger tr_kept_document_append_only before update or delete on kept_document
  for each row execute function append_only();

-- The bytes, apart: they are what is destroyed, and that there was a document stays.
create table document_content (
  document_id uuid primary key constraint fk_document_content_document references kept_document,
  content bytea not null
);

create table document_view (
  id uuid primary key,
  document_id uuid not null constraint fk_document_view_document references kept_document,
  staff_user_id uuid not null constraint fk_document_view_staff references staff_member,
  at timestamptz not null,
  address text
);
create index ix_document_view_document on document_view (document_id, at desc);
create trigger tr_document_view_append_only before update or delete on document_view
  for each row execute function append_only();

-- A hold keeps one document, or all of an account, whatever the schedule says.
create table legal_hold (
  id uuid primary key,
  document_id uuid constraint fk_legal_hold_document references kept_document,
  customer_account_id uuid constraint fk_legal_hold_account references customer_account,
  reason text not null constraint ck_legal_hold_reason check (length(btrim(reason)) between 1 and 500),
  placed_by text not null,
  placed_at timestamptz not null,
  constraint ck_legal_hold_of_one check ((document_id is null) <> (customer_account_id is null))
);
create index ix_legal_hold_document on legal_hold (document_id) where document_id is not null;
create index ix_legal_hold_account on legal_hold (customer_account_id) where customer_account_id is not null;
create trigger tr_legal_hold_append_only before update or delete on legal_hold
  for each row execute function append_only();
create table legal_hold_end (
  hold_id uuid primary key constraint fk_legal_hold_end_hold references legal_hold,
  reason text not null constraint ck_legal_hold_end_reason check (length(btrim(reason)) between 1 and 500),
  ended_by text not null,
  ended_at timestamptz not null
);
create trigger tr_legal_hold_end_append_only before update or delete on legal_hold_end
  for each row execute function append_only();

create function document_is_held(document uuid) returns boolean language sql stable as $$
  select exists (
    select from legal_hold h join kept_document d on d.id = document
    where (h.document_id = d.id or h.customer_account_id = d.customer_account_id)
      and not exists (select from legal_hold_end e where e.hold_id = h.id))
$$;

-- The first day on which a document may be destroyed; null while its account is open.
create function document_due_on(document uuid) returns date language sql stable as $$
  select ((case when c.counts_from = 'day' or d.customer_account_id is null then d.dated_on else a.closed_on end)
    + make_interval(years => c.years))::date
  from kept_document d join retention_class c on c.code = d.class
  left join customer_account a on a.id = d.customer_account_id
  where d.id = document
$$;

create table destruction_list (
  id uuid primary key,
  as_of date not null,
  made_by text not null,
  made_at timestamptz not null
);
create trigger tr_destruction_list_append_only before update or delete on destruction_list
  for each row execute function append_only();
create table destruction_item (
  list_id uuid not null constraint fk_destruction_item_list references destruction_list,
  document_id uuid not null constraint fk_destruction_item_document references kept_document,
  due_on date not null,
  primary key (list_id, document_id)
);
create index ix_destruction_item_document on destruction_item (document_id);
create trigger tr_destruction_item_append_only before update or delete on destruction_item
  for each row execute function append_only();

create function destruction_item_is_due() returns trigger language plpgsql as $$
begin
  if document_due_on(new.document_id) is distinct from new.due_on
    or new.due_on > (select as_of from destruction_list where id = new.list_id) then
    raise exception 'Document % is kept until %.', new.document_id, document_due_on(new.document_id)
      using errcode = 'check_violation', constraint = 'ck_destruction_item_is_due', table = 'destruction_item';
  end if;
  return new;
end $$;
create trigger tr_destruction_item_is_due before insert on destruction_item
  for each row execute function destruction_item_is_due();

-- Said yes to by somebody else, by what the council resolved; the certificate says what was destroyed.
create table destruction_approval (
  list_id uuid primary key constraint fk_destruction_approval_list references destruction_list,
  approved_by text not null,
  authority text not null constraint ck_destruction_approval_authority check (length(btrim(authority)) between 1 and 200),
  approved_at timestamptz not null,
  destroyed integer not null constraint ck_destruction_approval_destroyed check (destroyed >= 0),
  certificate bytea not null,
  certificate_sha256 bytea not null
    constraint ck_destruction_approval_sha256 check (certificate_sha256 = sha256(certificate))
);
create trigger tr_destruction_approval_append_only before update or delete on destruction_approval
  for each row execute function append_only();
create function destruction_approval_is_of_another() returns trigger language plpgsql as $$
begin
  if new.approved_by = (select made_by from destruction_list where id = new.list_id) then
    raise exception 'Who made the list does not approve it.'
      using errcode = 'check_violation', constraint = 'ck_destruction_approval_second_person',
        table = 'destruction_approval';
  end if;
  return new;
end $$;
create trigger tr_destruction_approval_is_of_another before insert on destruction_approval
  for each row execute function destruction_approval_is_of_another();

create function document_content_keeps_its_bytes() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    raise exception 'What was kept is not changed.'
      using errcode = 'integrity_constraint_violation', constraint = tg_name, table = 'document_content';
  end if;
  if document_is_held(old.document_id) or not exists (
    select from destruction_item i join destruction_approval a on a.list_id = i.list_id
    where i.document_id = old.document_id) then
    raise exception 'Document % is in no approved list, or held.', old.document_id
      using errcode = 'check_violation', constraint = 'ck_document_content_destroyed_by_list',
        table = 'document_content';
  end if;
  return old;
end $$;
create trigger tr_document_content_keeps_its_bytes before update or delete on document_content
  for each row execute function document_content_keeps_its_bytes();
