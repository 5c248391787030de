-- A third party may want copies on paper: the lines of the envelope below their name, as they gave them when agreeing.
alter table third_party_contact
  add postal_address text,
  add constraint ck_third_party_contact_postal check (
    postal_address is null or (agreed_at is not null and length(trim(postal_address)) between 1 and 2000));
