-- The login of charts, whose queries people write: a role of its own that may read the schema results and nothing else
-- (docs/adr/0017). Whoever migrates makes it, where it may; the Api, which alone may read this table, logs in by it.
create table platform.chart_login (
    only_one boolean primary key default true check (only_one),
    role name not null,
    -- Null where the role logs in by a token of IAM.
    password text
);
revoke all on platform.chart_login from public;
call platform.grant_to_service('analytics_api', 'select on platform.chart_login');

-- Makes a login of charts, or brings one up to what it should be. The password comes as a verifier of SCRAM, so that no log of
-- statements has it; without one the role logs in by IAM.
create or replace procedure platform.make_chart_login(login name, verifier text)
language plpgsql
as $$
declare
    setting text;
    culprit record;
begin
    if not exists (select from pg_roles where rolname = login) then
        -- It reads results for one Api or a few: what is more is refused rather than taken from those who work.
        execute format('create role %I login connection limit 40', login);
    end if;

    execute format('grant results_reader to %I', login);
    execute format('grant connect on database %I to %I', current_database(), login);
    if verifier is not null then
        execute format('alter role %I password %L', login, verifier);
    elsif exists (select from pg_roles where rolname = 'rds_iam') then
        execute format('grant rds_iam to %I', login);
    end if;

    -- The Api sets limits of its own for each query; these hold for whoever else uses the login.
    foreach setting in array array[
        'default_transaction_read_only = on', 'standard_conforming_strings = on', 'statement_timeout = ''1min''', 'lock_timeout = ''15s''',
        'idle_in_transaction_session_timeout = ''1min''', 'client_connection_check_interval = ''5s''']
    loop
        execute format('alter role %I set %s', login, setting);
    end loop;
    begin
        execute format('alter role %I set temp_file_limit = ''1GB''', login);
    exception when insufficient_privilege then
        raise notice 'No right to limit the temporary files of %', login;
    end;

    -- A database that is migrated where the role is already there gives it what 0004 takes from everybody and gives back to all roles.
    execute format('revoke temporary on database %I from %I', current_database(), login);
    for culprit in
        select proc.oid::regprocedure as signature
        from pg_proc as proc
        cross join lateral aclexplode(proc.proacl) as acl
        join pg_roles as grantee on grantee.oid = acl.grantee and grantee.rolname = login
        where proc.pronamespace = 'pg_catalog'::regnamespace
    loop
        execute format('revoke execute on function %s from %I', culprit.signature, login);
    end loop;
end
$$;

revoke all on procedure platform.make_chart_login(name, text) from public;
