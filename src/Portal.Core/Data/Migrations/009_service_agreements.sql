-- Every service a city may sell, when each place is read and billed, and who is served at each service point when.
create extension if not exists btree_gist;

alter table service_point
  drop constraint ck_service_point_service,
  add constraint ck_service_point_service check (service in
    ('water', 'sewer', 'refuse', 'stormwater', 'electric', 'irrigation', 'fire_line'));
alter table bill_line
  drop constraint ck_bill_line_service,
  add constraint ck_bill_line_service check (service in
    ('water', 'sewer', 'refuse', 'stormwater', 'electric', 'irrigation', 'fire_line'));
alter table open_item
  drop constraint ck_open_item_service,
  add constraint ck_open_item_service check (service in
    ('water', 'sewer', 'refuse', 'stormwater', 'electric', 'irrigation', 'fire_line'));

-- Irrigation and fire lines are the water fund's.
insert into fund (code, name) values ('540', 'Stormwater'), ('550', 'Electric') on conflict do nothing;
insert into gl_account (code, name, kind) values
  ('4040', 'Charges, stormwater', 'revenue'), ('4050', 'Charges, electric', 'revenue') on conflict do nothing;

-- The calendar of billing: the closing read is due on read_day of every months-th month, the bill days_to_bill later,
-- and the money days_to_pay after that (Roseville CA code 14.04: not less than 21 days).
create table billing_cycle (
  code text primary key constraint ck_billing_cycle_code check (code ~ '^[A-Z0-9-]{1,12}$'),
  name_en text not null,
  name_es text not null,
  read_day integer not null constraint ck_billing_cycle_read_day check (read_day between 1 and 28),
  months integer not null default 1 constraint ck_billing_cycle_months check (months in (1, 2, 3)),
  days_to_bill integer not null default 3 constraint ck_billing_cycle_days_to_bill check (days_to_bill between 0 and 31),
  days_to_pay integer not null default 21 constraint ck_billing_cycle_days_to_pay check (days_to_pay between 21 and 60)
);

-- The order in which a reader walks, which is the order of the printed bills too.
create table route (
  code text primary key constraint ck_route_code check (code ~ '^[A-Z0-9-]{1,12}$'),
  billing_cycle text not null constraint fk_route_billing_cycle references billing_cycle
);

alter table service_point
  add column meter_dials integer not null default 6
    constraint ck_service_point_meter_dials check (meter_dials between 3 and 9),
  add column meter_multiplier numeric not null default 1
    constraint ck_service_point_meter_multiplier check (meter_multiplier > 0),
  -- What the dials count: CCF, kGal, kWh. Null for services without a meter.
  add column read_unit text,
  -- Impervious area, for stormwater.
  add column area_sqft numeric constraint ck_service_point_area check (area_sqft > 0),
  add column route text constraint fk_service_point_route references route,
  add column route_order integer,
  add constraint ck_service_point_metered_has_number
    check (service not in ('electric', 'irrigation') or meter_number is not null);
create index ix_service_point_route on service_point (route, route_order) where route is not null;
update service_point set read_unit = 'CCF' where service = 'water';

-- Null delivery leaves it to the rule: by e-mail to who has a confirmed sign-in, else on paper.
alter table customer_account
  add column billing_cycle text constraint fk_customer_account_billing_cycle references billing_cycle,
  add column bill_delivery text
    constraint ck_customer_account_bill_delivery check (bill_delivery in ('paper', 'email', 'both'));
create index ix_customer_account_billing_cycle on customer_account (billing_cycle) where closed_on is null;

-- Who pays for a service point, from when to when: the first day counts, the last, that of the final read, does not.
create table service_agreement (
  id uuid primary key,
  customer_account_id uuid not null constraint fk_service_agreement_customer_account references customer_account,
  service_point_id uuid not null constraint fk_service_agreement_service_point references service_point,
  customer_class text not null constraint ck_service_agreement_customer_class
    check (customer_class in ('residential', 'multifamily', 'business', 'public', 'irrigation')),
  starts_on date not null,
  ends_on date,
  dwellings integer not null default 1 constraint ck_service_agreement_dwellings check (dwellings > 0),
  -- What the customer chose, as the rates name it: a 64-gallon cart.
  choice text,
  -- Codes of taxes and charges that are not charged: users_tax.
  exemptions text[] not null default '{}',
  -- Codes of discount programs the customer is in.
  discounts text[] not null default '{}',
  constraint ck_service_agreement_ends_after_start check (ends_on >= starts_on),
  constraint ux_service_agreement_one_at_a_time
    exclude using gist (service_point_id with =, daterange(starts_on, ends_on) with &&)
);
create index ix_service_agreement_account on service_agreement (customer_account_id, starts_on);

-- Until now an account was served everything at its premise. Where two overlap, the later one takes over.
insert into service_agreement (id, customer_account_id, service_point_id, customer_class, starts_on, ends_on, choice)
select gen_random_uuid(), a.id, p.id, c.kind, a.opened_on,
  least(a.closed_on, lead(a.opened_on) over (partition by p.id order by a.opened_on, a.id)),
  (select l.explanation ->> 'choice' from bill b join bill_line l on l.bill_id = b.id
   where b.customer_account_id = a.id and l.service = p.service and l.explanation ? 'choice'
   order by b.period_from desc limit 1)
from customer_account a
join customer c on c.id = a.customer_id
join service_point p on p.premise_id = a.premise_id;
