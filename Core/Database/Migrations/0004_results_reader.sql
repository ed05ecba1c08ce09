-- The role under which questions to the results run: it may read the schema results, and nothing else. Roles belong to the whole
-- server, so another database may have made it already, or make it right now.
do $$
begin
    create role results_reader nologin;
exception
    when duplicate_object or unique_violation then
        null;
    when insufficient_privilege then
        if not exists (select from pg_roles where rolname = 'results_reader') then
            raise exception 'no right to create the role results_reader; have one who may run '
                '"create role results_reader nologin; grant results_reader to %"', quote_ident(current_user)
                using errcode = 'insufficient_privilege';
        end if;
end
$$;

do $$
begin
    if not pg_has_role(current_user, 'results_reader', 'member') then
        execute format('grant results_reader to %I', current_user);
    end if;
end
$$;

revoke all on schema platform from public;
revoke create on schema public from public;
revoke all on schema results from public;
grant usage on schema results to results_reader;
alter default privileges in schema results grant select on tables to results_reader;

-- What is taken from PUBLIC, so that the reader lacks it, is given back to each role that there is but the reader: the services' own
-- may be another than the one that migrates, and others may use this database too. A role that is made later is granted what it needs.
do $$
declare
    keeper name;
begin
    execute format('revoke temporary on database %I from public', current_database());
    for keeper in select rolname from pg_roles where rolname <> 'results_reader' and rolname !~ '^pg_' loop
        execute format('grant temporary on database %I to %I', current_database(), keeper);
    end loop;
end
$$;

-- Functions that act beyond reading: they run SQL given as text, change settings, hold locks of the whole database, wake workers or
-- write large objects. Only the owner of the server may take them away; where that is another, the check of the query's text stands alone.
do $$
declare
    culprit record;
    keepers text;
begin
    select string_agg(quote_ident(rolname), ', ') into keepers
    from pg_roles
    where rolname <> 'results_reader' and rolname !~ '^pg_';
    for culprit in
        select proc.oid::regprocedure as signature
        from pg_proc as proc
        join pg_namespace as namespace on namespace.oid = proc.pronamespace
        where namespace.nspname = 'pg_catalog' and proc.prokind = 'f' and (
            proc.proname in ('set_config', 'pg_notify', 'pg_sleep', 'pg_sleep_for', 'pg_sleep_until', 'ts_stat', 'loread', 'lowrite')
            or proc.proname like '%\_to\_xml%' or proc.proname like '%advisory%' or proc.proname like 'lo\_%'
            or proc.proname like 'pg\_cancel%' or proc.proname like 'pg\_terminate%' or proc.proname like 'pg\_logical\_emit%')
    loop
        begin
            -- Functions that PUBLIC never had, such as those that send files about, stay as they are.
            if has_function_privilege('results_reader', culprit.signature, 'execute') then
                execute format('revoke execute on function %s from public', culprit.signature);
                execute format('grant execute on function %s to %s', culprit.signature, keepers);
            end if;
        exception when insufficient_privilege then
            raise notice 'No right to revoke %', culprit.signature;
        end;
    end loop;
end
$$;
