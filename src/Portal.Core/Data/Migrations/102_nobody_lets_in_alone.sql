-- Who was refused at the second look is not let in on the word of whoever asked, and nobody merges what is theirs.

create function staff_change_restored_agreed() returns trigger language plpgsql as $$
begin
  if exists (
    select from (
      select c.id, c.kind from staff_change c
      where c.user_id = new.user_id and (c.kind = 'invited' or (c.kind = 'role' and (not c.needs_look
        or exists (select from staff_change_look l where l.change_id = c.id and l.agreed))))
      order by c.made_at desc, c.id desc limit 1) last
    join staff_change_look l on l.change_id = last.id and not l.agreed
    where last.kind = 'invited') then
    raise exception 'Their invitation was refused: they are given other roles first.'
      using errcode = 'check_violation', constraint = 'ck_staff_change_restored_agreed', table = 'staff_change';
  end if;
  return new;
end $$;
create trigger tr_staff_change_restored_agreed before insert on staff_change
  for each row when (new.kind = 'restored') execute function staff_change_restored_agreed();

create function customer_merge_of_own_account() returns trigger language plpgsql as $$
begin
  if exists (
    select from customer_account a
    cross join unnest(array[new.asked_by, new.decided_by, new.undone_by]) who (name)
    where a.customer_id in (new.kept_id, new.merged_id) and who.name is not null
      and is_own_account(who.name, a.id)) then
    raise exception 'Nobody merges customers of whom one is themselves.'
      using errcode = 'check_violation', constraint = 'ck_customer_merge_own_account', table = 'customer_merge';
  end if;
  return new;
end $$;
create trigger tr_customer_merge_of_own_account before insert or update on customer_merge
  for each row execute function customer_merge_of_own_account();
