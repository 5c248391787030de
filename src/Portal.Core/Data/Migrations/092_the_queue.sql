-- The queue of the desk: requests are given to people, passed on, tied to bills and joined.
alter table request_event drop constraint ck_request_event_act,
  add constraint ck_request_event_act check (act in
    ('open', 'acknowledge', 'write', 'note', 'ask_back', 'answer', 'close', 'reopen', 'assign', 'unassign',
      'transfer', 'link', 'merge', 'take_in'));

-- What a step changed besides the state.
create table request_change (
  event_id uuid primary key constraint fk_request_change_event references request_event,
  assigned_to uuid constraint fk_request_change_assigned_to references staff_member,
  was_topic text constraint fk_request_change_was_topic references request_topic,
  topic text constraint fk_request_change_topic references request_topic,
  was_department text constraint fk_request_change_was_department references request_department,
  department text constraint fk_request_change_department references request_department,
  bill_id uuid constraint fk_request_change_bill references bill,
  bill_line_no integer,
  other_request_id uuid constraint fk_request_change_other_request references customer_request,
  constraint ck_request_change_something check (
    num_nonnulls(assigned_to, topic, department, bill_id, other_request_id) > 0)
);
create trigger tr_request_change_append_only before update or delete on request_change
  for each row execute function append_only();

-- A request that was asked twice goes on in the other, for good.
alter table customer_request
  add merged_into uuid constraint fk_customer_request_merged_into references customer_request,
  add constraint ck_customer_request_merged_closed check (merged_into is null or state = 'closed'),
  add constraint ck_customer_request_merged_elsewhere check (merged_into <> id);
create index ix_customer_request_merged_into on customer_request (merged_into) where merged_into is not null;

-- Answers that are given often, in both languages. What one said before stays.
create table answer_template (
  id uuid primary key,
  name text not null constraint ck_answer_template_name check (length(trim(name)) between 1 and 100),
  version integer not null constraint ck_answer_template_version check (version > 0),
  retired_at timestamptz,
  constraint ux_answer_template_name unique (name)
);
create table answer_template_text (
  template_id uuid not null constraint fk_answer_template_text_template references answer_template,
  version integer not null constraint ck_answer_template_text_version check (version > 0),
  body_en text not null constraint ck_answer_template_text_body_en check (length(trim(body_en)) between 1 and 5000),
  body_es text not null constraint ck_answer_template_text_body_es check (length(trim(body_es)) between 1 and 5000),
  operation_id uuid not null constraint ux_answer_template_text_operation unique,
  changed_at timestamptz not null,
  changed_by text not null,
  primary key (template_id, version)
);
create trigger tr_answer_template_text_append_only before update or delete on answer_template_text
  for each row execute function append_only();
