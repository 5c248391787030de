-- Who calls, comes to the counter or writes a letter asks in the same queue as who writes on the site.

-- Parts of the city that a request can wait at. Utility billing is where all of them begin.
create table request_department (
  code text primary key,
  name_en text not null constraint ck_request_department_name_en check (length(trim(name_en)) > 0),
  name_es text not null constraint ck_request_department_name_es check (length(trim(name_es)) > 0),
  sort integer not null
);
insert into request_department (code, name_en, name_es, sort) values
  ('billing', 'Utility billing', 'Facturación de servicios', 10),
  ('water', 'Water operations', 'Operaciones de agua', 20),
  ('sewer', 'Sewer and storm drains', 'Drenaje y pluviales', 30),
  ('refuse', 'Refuse and recycling', 'Basura y reciclaje', 40),
  ('finance', 'Finance', 'Finanzas', 50),
  ('public_works', 'Streets and public works', 'Calles y obras públicas', 60);

-- Why a request ended.
create table close_cause (
  code text primary key,
  name_en text not null constraint ck_close_cause_name_en check (length(trim(name_en)) > 0),
  name_es text not null constraint ck_close_cause_name_es check (length(trim(name_es)) > 0),
  sort integer not null
);
insert into close_cause (code, name_en, name_es, sort) values
  ('explained', 'Explained', 'Explicado', 10),
  ('corrected', 'Corrected', 'Corregido', 20),
  ('payment', 'Payment or arrangement', 'Pago o acuerdo', 30),
  ('service', 'Service order', 'Orden de servicio', 40),
  ('referred', 'Referred elsewhere', 'Remitido a otra parte', 50),
  ('unreachable', 'Could not be reached', 'No se pudo localizar', 60),
  ('duplicate', 'Asked twice', 'Preguntado dos veces', 70),
  ('other', 'Other', 'Otro', 80);

-- What a caller may be asked to show that the account is theirs. Answers are kept nowhere.
create table caller_question (
  code text primary key,
  name_en text not null constraint ck_caller_question_name_en check (length(trim(name_en)) > 0),
  name_es text not null constraint ck_caller_question_name_es check (length(trim(name_es)) > 0),
  sort integer not null
);
insert into caller_question (code, name_en, name_es, sort) values
  ('name', 'Name on the account', 'Nombre en la cuenta', 10),
  ('address', 'Service address', 'Dirección del servicio', 20),
  ('number', 'Account number', 'Número de cuenta', 30),
  ('phone', 'Phone on file', 'Teléfono registrado', 40),
  ('last_payment', 'Last payment', 'Último pago', 50),
  ('pin', 'Account PIN', 'NIP de la cuenta', 60);

-- Who asked by a way other than the site, as a member of staff wrote it down.
create table request_caller (
  id uuid primary key,
  name text not null constraint ck_request_caller_name check (length(trim(name)) between 1 and 300),
  capacity text not null constraint ck_request_caller_capacity check (capacity in
    ('customer', 'for_customer', 'vendor', 'department', 'other')),
  email text constraint ck_request_caller_email check (length(email) between 3 and 254),
  phone text constraint ck_request_caller_phone check (length(trim(phone)) between 1 and 40),
  language text not null constraint ck_request_caller_language check (language in ('en', 'es')),
  recorded_at timestamptz not null,
  recorded_by uuid not null constraint fk_request_caller_recorded_by references staff_member
);
create trigger tr_request_caller_append_only before update or delete on request_caller
  for each row execute function append_only();

create table caller_check (
  caller_id uuid not null constraint fk_caller_check_caller references request_caller,
  question text not null constraint fk_caller_check_question references caller_question,
  is_passed boolean not null,
  primary key (caller_id, question)
);
create trigger tr_caller_check_append_only before update or delete on caller_check
  for each row execute function append_only();

alter table customer_request
  add channel text not null default 'site' constraint ck_customer_request_channel check (channel in
    ('site', 'phone', 'counter', 'letter', 'email')),
  add caller_id uuid constraint fk_customer_request_caller references request_caller
    constraint ux_customer_request_caller unique,
  add is_internal boolean not null default false,
  add department text not null default 'billing'
    constraint fk_customer_request_department references request_department,
  add close_cause text constraint fk_customer_request_close_cause references close_cause,
  drop constraint ck_customer_request_one_asker,
  add constraint ck_customer_request_one_asker check (num_nonnulls(user_id, stranger_id, caller_id) = 1),
  -- The site knows who asks; by every other way somebody wrote it down.
  add constraint ck_customer_request_caller check ((caller_id is null) = (channel = 'site')),
  -- Nobody's own words are hidden from them.
  add constraint ck_customer_request_internal check (not is_internal or caller_id is not null),
  add constraint ck_customer_request_close_cause check (close_cause is null or state in ('answered', 'closed'));

-- The queue, as it is filtered and sorted.
create index ix_customer_request_assigned on customer_request (assigned_to, expected_on)
  where state not in ('answered', 'closed');
create index ix_customer_request_topic on customer_request (topic, opened_at);
create index ix_customer_request_channel on customer_request (channel, opened_at);
create index ix_customer_request_opened on customer_request (opened_at);
create index ix_customer_request_changed on customer_request (changed_at);

-- Vendors and departments ask too, about what is theirs.
alter table request_topic add audience text not null default 'customer'
  constraint ck_request_topic_audience check (audience in ('customer', 'vendor', 'department')),
  add constraint ck_request_topic_audience_asks check (audience = 'customer' or kind = 'question');
insert into request_topic (code, kind, name_en, name_es, acknowledge_days, answer_days, sort, audience) values
  ('vendor_invoice', 'question', 'An invoice or its payment', 'Una factura de proveedor o su pago', 2, 5, 110,
    'vendor'),
  ('vendor_details', 'question', 'Details of a vendor', 'Datos de un proveedor', 2, 5, 120, 'vendor'),
  ('vendor_other', 'question', 'Another matter of a vendor', 'Otro asunto de un proveedor', 2, 5, 130, 'vendor'),
  ('department_bill', 'question', 'A bill of a city department', 'Una factura de un departamento', 2, 5, 210,
    'department'),
  ('department_customer', 'question', 'A customer met by a department', 'Un cliente atendido por un departamento',
    2, 5, 220, 'department'),
  ('department_other', 'question', 'Another matter of a department', 'Otro asunto de un departamento', 2, 5, 230,
    'department');
