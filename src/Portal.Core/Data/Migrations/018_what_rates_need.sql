-- What rates may ask of a place, a customer or a read. Absent where the rates need it, it holds the account's bill.
alter table premise
  -- A part of the city with prices of its own: A.
  add column rate_area text constraint ck_premise_rate_area check (rate_area ~ '^[A-Za-z0-9 _-]{1,40}$');
alter table service_agreement
  -- How often: weekly.
  add column frequency text constraint ck_service_agreement_frequency check (length(frequency) between 1 and 40),
  -- Pickups beyond the regular ones in every period.
  add column extra_pickups integer not null default 0
    constraint ck_service_agreement_extra_pickups check (extra_pickups >= 0);
alter table meter_read
  -- Highest demand of the time since the read before, in kW.
  add column demand numeric(14, 4) constraint ck_meter_read_demand check (demand >= 0),
  -- Units sent back since then.
  add column exported numeric(14, 4) constraint ck_meter_read_exported check (exported >= 0);
