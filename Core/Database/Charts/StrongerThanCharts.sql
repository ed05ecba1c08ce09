-- Why the session's own user, or a role that it may become, is more than charts may be; null where it is not.
select case
    when role.rolsuper then format('is a superuser (%s)', role.rolname)
    when role.rolcreaterole then format('may make roles (%s)', role.rolname)
    when role.rolbypassrls or role.rolreplication then format('may read everything (%s)', role.rolname)
    when has_schema_privilege(role.oid, 'platform', 'usage') then format('may use the schema platform (%s)', role.rolname)
    when has_schema_privilege(role.oid, 'results', 'create') then format('may change the schema results (%s)', role.rolname)
    else format('is a member of %s', role.rolname)
end
from pg_roles as role
where pg_has_role(session_user, role.oid, 'member') and (
    role.rolsuper or role.rolcreaterole or role.rolbypassrls or role.rolreplication
    or has_schema_privilege(role.oid, 'platform', 'usage') or has_schema_privilege(role.oid, 'results', 'create')
    or role.rolname in ('pg_read_all_data', 'pg_write_all_data', 'pg_read_server_files', 'pg_write_server_files',
        'pg_execute_server_program', 'pg_signal_backend', 'pg_maintain', 'pg_monitor'))
order by role.rolname
limit 1
