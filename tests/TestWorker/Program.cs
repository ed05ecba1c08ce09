using Analytics.TestWorker;

return args switch
{
    ["work", var connectionString] => await WorkCommand.RunAsync(connectionString),
    ["migrate", var connectionString] => await MigrateCommand.RunAsync(connectionString),
    ["postgres", var dataDirectory] => await PostgresCommand.RunAsync(dataDirectory),
    ["tidy", var connectionString, var processed, var scratch] => await TidyCommand.RunAsync(connectionString, processed, scratch),
    _ => throw new ArgumentException(
        "work <connection string> | migrate <connection string> | postgres <data directory> | tidy <connection string> <store> <scratch>",
        nameof(args)),
};
