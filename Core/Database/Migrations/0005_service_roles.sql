-- A role for each service, with the rights that its statements need and no others (docs/adr/0017). The roles may log in but have no
-- password: RDS lets them in by tokens of IAM, and elsewhere whoever runs the server gives them one (alter role … password). The file
-- may be run again, by the same user, once roles were made that it could not make itself.
do $$
declare
    service text;
begin
    foreach service in array array['analytics_ingestor', 'analytics_processor', 'analytics_api'] loop
        begin
            execute format('create role %I login', service);
        exception
            when duplicate_object or unique_violation then
                -- Roles belong to the whole server: another database may have made it already, or make it right now.
                null;
            when insufficient_privilege then
                if not exists (select from pg_roles where rolname = service) then
                    raise notice 'No right to create the role %: services log in as the user that migrates.', service;
                end if;
        end;
    end loop;
end
$$;

-- Grants what follows the word "grant" and precedes "to", such as 'select on platform.run', where there is such a role and a right to.
create or replace procedure platform.grant_to_service(service text, granted text)
language plpgsql
as $$
begin
    if exists (select from pg_roles where rolname = service) then
        execute format('grant %s to %I', granted, service);
    end if;
exception
    when insufficient_privilege then
        raise notice 'No right to grant % to %', granted, service;
end
$$;

revoke all on procedure platform.grant_to_service(text, text) from public;

-- RDS asks members of this role of its own for a token of IAM.
do $$
declare
    service text;
begin
    if exists (select from pg_roles where rolname = 'rds_iam') then
        foreach service in array array['analytics_ingestor', 'analytics_processor', 'analytics_api'] loop
            call platform.grant_to_service(service, 'rds_iam');
        end loop;
    end if;
end
$$;

-- What 0004 took from everybody, and gave back to the roles that there were, is not the services' just because they were there.
do $$
declare
    service text;
    culprit record;
begin
    for service in select rolname from pg_roles where rolname in ('analytics_ingestor', 'analytics_processor', 'analytics_api') loop
        execute format('revoke temporary on database %I from %I', current_database(), service);
        for culprit in
            select proc.oid::regprocedure as signature
            from pg_proc as proc
            cross join lateral aclexplode(proc.proacl) as acl
            where proc.pronamespace = 'pg_catalog'::regnamespace and acl.grantee = service::regrole
        loop
            execute format('revoke execute on function %s from %I', culprit.signature, service);
        end loop;
    end loop;
end
$$;

call platform.grant_to_service('analytics_ingestor', 'usage on schema platform');
call platform.grant_to_service('analytics_ingestor', 'execute on function pg_notify(text, text)');
call platform.grant_to_service('analytics_ingestor', 'select on platform.migration');
call platform.grant_to_service('analytics_ingestor', 'select, insert, update, delete on platform.work_item, platform.dataset_file');
call platform.grant_to_service('analytics_ingestor', 'select, insert, update on platform.dataset, platform.raw_object, platform.ingestion');
call platform.grant_to_service('analytics_ingestor', 'select, insert, delete on platform.quarantine_file');
call platform.grant_to_service('analytics_ingestor', 'select, insert on platform.contract, platform.dataset_version');
call platform.grant_to_service('analytics_ingestor', 'select, insert on platform.raw_object_step, platform.quarantine_summary');

call platform.grant_to_service('analytics_processor', 'usage on schema platform');
call platform.grant_to_service('analytics_processor', 'execute on function pg_notify(text, text), pg_advisory_xact_lock(bigint)');
call platform.grant_to_service('analytics_processor', 'select on platform.migration');
call platform.grant_to_service('analytics_processor', 'select on platform.dataset, platform.dataset_version, platform.dataset_file');
-- Runs name the files that made their inputs, and go on with their traces.
call platform.grant_to_service('analytics_processor', 'select on platform.ingestion');
call platform.grant_to_service('analytics_processor', 'select (id, key, trace_parent) on platform.raw_object');
call platform.grant_to_service(
    'analytics_processor', 'select, insert, update, delete on platform.work_item, platform.run, platform.result_load');
call platform.grant_to_service('analytics_processor', 'select, insert, update on platform.job_trigger');
call platform.grant_to_service('analytics_processor', 'select, insert on platform.run_log');
call platform.grant_to_service('analytics_processor', 'usage, create on schema results');

-- Loads are made in temporary tables first.
do $$
begin
    call platform.grant_to_service('analytics_processor', format('temporary on database %I', current_database()));
end
$$;

-- The Api registers a contract that was changed a moment ago, since a file may be taken again under it. So it may name a dataset and
-- its versions, but change neither them nor their files.
call platform.grant_to_service('analytics_api', 'usage on schema platform');
call platform.grant_to_service('analytics_api', 'execute on function pg_notify(text, text)');
call platform.grant_to_service('analytics_api', 'select on platform.migration');
call platform.grant_to_service('analytics_api', 'select, insert on platform.contract, platform.dataset_version');
call platform.grant_to_service('analytics_api', 'select, insert (name), update (created_at) on platform.dataset');
call platform.grant_to_service('analytics_api', 'select on platform.dataset_file, platform.ingestion');
call platform.grant_to_service('analytics_api', 'select on platform.quarantine_file, platform.quarantine_summary');
call platform.grant_to_service('analytics_api', 'select, update (state, reason) on platform.raw_object');
call platform.grant_to_service('analytics_api', 'select, insert on platform.raw_object_step');
call platform.grant_to_service(
    'analytics_api', 'select, insert, update (definition, max_attempts, state, cancel_requested_at, finished_at) on platform.run');
call platform.grant_to_service('analytics_api', 'select on platform.run_log, platform.result_load');
call platform.grant_to_service(
    'analytics_api',
    'select, insert, update (state, attempt, available_at, lease_owner, lease_until, finished_at, last_error) on platform.work_item');
call platform.grant_to_service('analytics_api', 'results_reader');

-- Result tables are the Processor's: it makes, changes and drops them. Whoever migrates becomes a member of its role, so that one user
-- for everything has the same rights, and of the reader's, in which newer servers do not let a role's maker be by that alone.
do $$
begin
    if not (select rolsuper from pg_roles where rolname = current_user) then
        call platform.grant_to_service(current_user, 'results_reader');
        if exists (select from pg_roles where rolname = 'analytics_processor') then
            call platform.grant_to_service(current_user, 'analytics_processor');
        end if;
    end if;
end
$$;

do $$
declare
    found record;
begin
    if exists (select from pg_roles where rolname = 'analytics_processor') then
        alter default privileges for role analytics_processor in schema results grant select on tables to results_reader;
        for found in
            select relation.oid::regclass as name
            from pg_class as relation
            where relation.relnamespace = 'results'::regnamespace and relation.relkind = 'r'
        loop
            execute format('alter table %s owner to analytics_processor', found.name);
        end loop;
    end if;
exception
    when insufficient_privilege then
        raise notice 'No right to give the result tables to analytics_processor: %', sqlerrm;
end
$$;
