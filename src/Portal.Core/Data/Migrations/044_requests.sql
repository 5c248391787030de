-- What customers ask of the office: each with a number, a state, a day to expect an answer on, its conversation and
-- files.

-- When the office is closed: weekdays (1 is Monday) and single days. The banks' calendar is another.
create table office_closed_weekday (
  iso_weekday integer primary key constraint ck_office_closed_weekday_iso check (iso_weekday between 1 and 7)
);
insert into office_closed_weekday (iso_weekday) values (6), (7);

create table office_closure (
  day date primary key,
  name_en text not null constraint ck_office_closure_name_en check (length(trim(name_en)) > 0),
  name_es text not null constraint ck_office_closure_name_es check (length(trim(name_es)) > 0)
);
insert into office_closure (day, name_en, name_es) values
  ('2026-11-11', 'Veterans Day', 'Día de los Veteranos'),
  ('2026-11-26', 'Thanksgiving', 'Día de Acción de Gracias'),
  ('2026-11-27', 'Day after Thanksgiving', 'Día después de Acción de Gracias'),
  ('2026-12-25', 'Christmas Day', 'Navidad'),
  ('2027-01-01', 'New Year''s Day', 'Año Nuevo'),
  ('2027-01-18', 'Martin Luther King Jr. Day', 'Día de Martin Luther King Jr.'),
  ('2027-02-15', 'Presidents'' Day', 'Día de los Presidentes'),
  ('2027-05-31', 'Memorial Day', 'Día de los Caídos'),
  ('2027-06-18', 'Juneteenth', 'Juneteenth (19 de junio)'),
  ('2027-07-05', 'Independence Day', 'Día de la Independencia'),
  ('2027-09-06', 'Labor Day', 'Día del Trabajo'),
  ('2027-11-11', 'Veterans Day', 'Día de los Veteranos'),
  ('2027-11-25', 'Thanksgiving', 'Día de Acción de Gracias'),
  ('2027-11-26', 'Day after Thanksgiving', 'Día después de Acción de Gracias'),
  ('2027-12-24', 'Christmas Day', 'Navidad'),
  ('2027-12-31', 'New Year''s Day', 'Año Nuevo'),
  ('2028-01-17', 'Martin Luther King Jr. Day', 'Día de Martin Luther King Jr.'),
  ('2028-02-21', 'Presidents'' Day', 'Día de los Presidentes'),
  ('2028-05-29', 'Memorial Day', 'Día de los Caídos'),
  ('2028-06-19', 'Juneteenth', 'Juneteenth (19 de junio)'),
  ('2028-07-04', 'Independence Day', 'Día de la Independencia'),
  ('2028-09-04', 'Labor Day', 'Día del Trabajo'),
  ('2028-11-10', 'Veterans Day', 'Día de los Veteranos'),
  ('2028-11-23', 'Thanksgiving', 'Día de Acción de Gracias'),
  ('2028-11-24', 'Day after Thanksgiving', 'Día después de Acción de Gracias'),
  ('2028-12-25', 'Christmas Day', 'Navidad'),
  ('2029-01-01', 'New Year''s Day', 'Año Nuevo'),
  ('2029-01-15', 'Martin Luther King Jr. Day', 'Día de Martin Luther King Jr.'),
  ('2029-02-19', 'Presidents'' Day', 'Día de los Presidentes'),
  ('2029-05-28', 'Memorial Day', 'Día de los Caídos'),
  ('2029-06-19', 'Juneteenth', 'Juneteenth (19 de junio)'),
  ('2029-07-04', 'Independence Day', 'Día de la Independencia'),
  ('2029-09-03', 'Labor Day', 'Día del Trabajo'),
  ('2029-11-12', 'Veterans Day', 'Día de los Veteranos'),
  ('2029-11-22', 'Thanksgiving', 'Día de Acción de Gracias'),
  ('2029-11-23', 'Day after Thanksgiving', 'Día después de Acción de Gracias'),
  ('2029-12-25', 'Christmas Day', 'Navidad');

-- What one may ask about, and within how many open days the city acknowledges and answers.
create table request_topic (
  code text primary key,
  kind text not null constraint ck_request_topic_kind check (kind in
    ('question', 'dispute', 'refund', 'start', 'stop', 'move', 'problem', 'legal_name')),
  name_en text not null,
  name_es text not null,
  acknowledge_days integer not null constraint ck_request_topic_acknowledge_days check (acknowledge_days > 0),
  answer_days integer not null,
  -- Open days before the first day that one may choose for service to start or stop.
  lead_days integer,
  -- Days left to pay what was disputed, once it is decided.
  pay_days integer,
  sort integer not null,
  constraint ck_request_topic_lead_days check (
    (lead_days > 0) is not distinct from (case when kind in ('start', 'stop', 'move') then true end)),
  constraint ck_request_topic_pay_days check (
    (pay_days > 0) is not distinct from (case when kind = 'dispute' then true end)),
  constraint ck_request_topic_answer_days check (answer_days between acknowledge_days and 365)
);
insert into request_topic (code, kind, name_en, name_es, acknowledge_days, answer_days, lead_days, pay_days,
    sort) values
  ('bill', 'question', 'A bill or a charge', 'Una factura o un cargo', 1, 5, null, null, 10),
  ('payment', 'question', 'A payment', 'Un pago', 1, 3, null, null, 20),
  ('meter', 'question', 'A meter or how much I use', 'Un medidor o mi consumo', 1, 5, null, null, 30),
  ('service', 'question', 'My service', 'Mi servicio', 1, 5, null, null, 40),
  ('sign_in', 'question', 'This website or my sign-in', 'Este sitio web o mi acceso', 1, 3, null, null, 50),
  ('other', 'question', 'Something else', 'Otro asunto', 1, 5, null, null, 60),
  ('dispute', 'dispute', 'A charge you dispute', 'Un cargo que usted disputa', 1, 10, null, 21, 10),
  ('refund', 'refund', 'Refund of a credit', 'Reembolso de un saldo a favor', 1, 10, null, null, 10),
  ('start', 'start', 'Start service', 'Iniciar el servicio', 1, 3, 2, null, 10),
  ('stop', 'stop', 'Stop service', 'Terminar el servicio', 1, 3, 2, null, 10),
  ('move', 'move', 'Move service to another address', 'Mudar el servicio a otra dirección', 1, 3, 2, null, 10),
  ('leak', 'problem', 'Water leaking in the street or yard', 'Fuga de agua en la calle o el patio', 1, 1, null, null, 10),
  ('no_water', 'problem', 'No water, or low pressure', 'Sin agua o con poca presión', 1, 1, null, null, 20),
  ('water_quality', 'problem', 'Water looks, tastes or smells wrong', 'El agua se ve, sabe o huele mal', 1, 1, null, null, 30),
  ('sewer', 'problem', 'Sewer backing up', 'El drenaje se regresa', 1, 1, null, null, 40),
  ('pickup', 'problem', 'Trash or recycling not picked up', 'No recogieron la basura o el reciclaje', 1, 2, null, null, 50),
  ('meter_box', 'problem', 'Damaged meter, lid or cart', 'Medidor, tapa o carrito dañado', 1, 5, null, null, 60),
  ('other_problem', 'problem', 'Another problem', 'Otro problema', 1, 3, null, null, 70),
  ('legal_name', 'legal_name', 'Change of legal name', 'Cambio de nombre legal', 1, 5, null, null, 10);

insert into number_series (name, next) values ('request', 1);

create table customer_request (
  id uuid primary key,
  number bigint not null constraint ux_customer_request_number unique
    constraint ck_customer_request_number check (number > 0),
  kind text not null constraint ck_customer_request_kind check (kind in
    ('question', 'dispute', 'refund', 'start', 'stop', 'move', 'problem', 'legal_name')),
  topic text not null constraint fk_customer_request_topic references request_topic,
  customer_account_id uuid constraint fk_customer_request_customer_account references customer_account,
  -- Who asked.
  user_id uuid not null constraint fk_customer_request_user references portal_user,
  bill_id uuid constraint fk_customer_request_bill references bill,
  bill_line_no integer,
  -- Where a problem is, in the words of who reports it.
  place text constraint ck_customer_request_place check (length(trim(place)) between 1 and 200),
  state text not null constraint ck_customer_request_state check (state in
    ('new', 'acknowledged', 'waiting_on_customer', 'answered', 'closed', 'reopened')),
  acknowledge_by date not null,
  expected_on date not null,
  assigned_to uuid constraint fk_customer_request_assigned_to references staff_member,
  opened_at timestamptz not null,
  changed_at timestamptz not null,
  constraint fk_customer_request_bill_line foreign key (bill_id, bill_line_no) references bill_line (bill_id, no),
  constraint ck_customer_request_line_has_bill check (bill_line_no is null or bill_id is not null),
  constraint ck_customer_request_has_account check (
    customer_account_id is not null or kind in ('start', 'problem', 'question') and bill_id is null),
  constraint ck_customer_request_expected check (expected_on >= acknowledge_by)
);
create index ix_customer_request_account on customer_request (customer_account_id, opened_at);
create index ix_customer_request_user on customer_request (user_id, opened_at);
create index ix_customer_request_bill on customer_request (bill_id);
create index ix_customer_request_open on customer_request (expected_on) where state not in ('answered', 'closed');
create unique index ux_customer_request_one_refund on customer_request (customer_account_id)
  where kind = 'refund' and state not in ('answered', 'closed');

-- Everything that happened to one, in order. Its id is the form's operation id.
create table request_event (
  id uuid primary key,
  request_id uuid not null constraint fk_request_event_request references customer_request,
  at timestamptz not null,
  by text not null,
  act text not null constraint ck_request_event_act check (act in
    ('open', 'acknowledge', 'write', 'note', 'ask_back', 'answer', 'close', 'reopen')),
  from_state text constraint ck_request_event_from_state check (from_state in
    ('new', 'acknowledged', 'waiting_on_customer', 'answered', 'closed', 'reopened')),
  to_state text not null constraint ck_request_event_to_state check (to_state in
    ('new', 'acknowledged', 'waiting_on_customer', 'answered', 'closed', 'reopened')),
  constraint ck_request_event_opens check ((from_state is null) = (act = 'open'))
);
create index ix_request_event_request on request_event (request_id, at);
create unique index ux_request_event_opened_once on request_event (request_id) where act = 'open';
create trigger tr_request_event_append_only before update or delete on request_event
  for each row execute function append_only();

-- Words of the conversation: as typed, and as cleaned HTML. A note stays in the office.
create table request_message (
  event_id uuid primary key constraint fk_request_message_event references request_event,
  body text not null constraint ck_request_message_body check (length(trim(body)) between 1 and 5000),
  html text not null,
  is_note boolean not null
);
create trigger tr_request_message_append_only before update or delete on request_message
  for each row execute function append_only();

-- A file under a random name, cleaned. A restricted one (proof of identity) is shown only to who may, and each look
-- is kept.
create table request_file (
  id uuid primary key,
  event_id uuid not null constraint fk_request_file_event references request_event,
  name text not null constraint ck_request_file_name check (length(name) between 1 and 120),
  media_type text not null constraint ck_request_file_media_type check (media_type in
    ('image/jpeg', 'application/pdf')),
  content bytea not null constraint ck_request_file_content check (length(content) between 1 and 10485760),
  sha256 bytea not null constraint ck_request_file_sha256 check (sha256 = sha256(content)),
  is_restricted boolean not null
);
create index ix_request_file_event on request_file (event_id);
create trigger tr_request_file_append_only before update or delete on request_file
  for each row execute function append_only();

create table request_file_view (
  id uuid primary key,
  file_id uuid not null constraint fk_request_file_view_file references request_file,
  staff_user_id uuid not null constraint fk_request_file_view_staff references staff_member,
  at timestamptz not null,
  address text
);
create index ix_request_file_view_file on request_file_view (file_id, at);
create trigger tr_request_file_view_append_only before update or delete on request_file_view
  for each row execute function append_only();

-- How well an answer helped, by who asked: each answer once.
create table request_rating (
  answer_id uuid primary key constraint fk_request_rating_answer references request_event,
  score integer not null constraint ck_request_rating_score check (score between 1 and 5),
  words text constraint ck_request_rating_words check (length(trim(words)) between 1 and 1000),
  at timestamptz not null,
  by text not null
);
create trigger tr_request_rating_append_only before update or delete on request_rating
  for each row execute function append_only();
