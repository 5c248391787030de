-- What a jurisdiction allows before a shut-off, as versions of a pack: written by one person, released by another.

create table pack_version (
  id uuid primary key,
  code text not null constraint ck_pack_version_code check (code ~ '^[a-z0-9-]{2,40}$'),
  effective_on date not null,
  document jsonb not null,
  made_by text not null,
  made_at timestamptz not null,
  constraint ck_pack_version_document
    check (document ->> 'code' = code and jsonb_array_length(document -> 'ladders') > 0)
);
create index ix_pack_version_effective on pack_version (effective_on);

create table pack_release (
  pack_id uuid primary key constraint fk_pack_release_pack references pack_version,
  released_by text not null,
  released_at timestamptz not null
);

create function pack_release_has_second_person() returns trigger language plpgsql as $$
begin
  if exists (select from pack_version where id = new.pack_id and made_by = new.released_by) then
    raise exception 'Pack % is released by whoever wrote it.', new.pack_id
      using errcode = 'check_violation', constraint = 'ck_pack_release_second_person',
        table = 'pack_release';
  end if;
  return new;
end $$;
create trigger tr_pack_release_has_second_person before insert on pack_release
  for each row execute function pack_release_has_second_person();
create trigger tr_pack_version_append_only before update or delete on pack_version
  for each row execute function append_only();
create trigger tr_pack_release_append_only before update or delete on pack_release
  for each row execute function append_only();
