using Microsoft.Extensions.Options;

using Npgsql;

namespace Analytics.Core.Database;

internal sealed class ValidateDatabaseOptions : IValidateOptions<DatabaseOptions>
{
    public ValidateOptionsResult Validate(string? name, DatabaseOptions options)
    {
        var problems = new List<string>();
        CheckConnection(options.ConnectionString, problems);
        if (options.MaxConnections is < 2 or > 1000)
        {
            problems.Add($"Database:MaxConnections must be between 2 and 1000, because one of them listens for work; it is {options.MaxConnections}.");
        }

        if (options.CommandTimeout < TimeSpan.FromSeconds(1))
        {
            problems.Add($"Database:CommandTimeout must be at least 00:00:01; it is {options.CommandTimeout}.");
        }

        if (options.MigrationTimeout < TimeSpan.FromSeconds(1))
        {
            problems.Add($"Database:MigrationTimeout must be at least 00:00:01; it is {options.MigrationTimeout}.");
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static void CheckConnection(string connectionString, List<string> problems)
    {
        const string Example = "Host=localhost;Database=analytics;Username=…;Password=…";
        if (string.IsNullOrWhiteSpace(connectionString))
        {
            problems.Add(
                $"ConnectionStrings:analytics must name the PostgreSQL database, for example '{Example}'; it is not set. As an " +
                "environment variable its name is ConnectionStrings__analytics.");
            return;
        }

        try
        {
            if (string.IsNullOrEmpty(new NpgsqlConnectionStringBuilder(connectionString).Host))
            {
                problems.Add($"ConnectionStrings:analytics must name a Host, as in '{Example}'.");
            }
        }
        catch (ArgumentException)
        {
            // The exception's text may quote the password.
            problems.Add($"ConnectionStrings:analytics must be a connection string of Npgsql, as in '{Example}'; it cannot be read.");
        }
    }
}
