using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

using Microsoft.Extensions.Options;

using Npgsql;

namespace Analytics.Database;

internal sealed class ValidateDatabaseOptions : IValidateOptions<DatabaseOptions>
{
    public ValidateOptionsResult Validate(string? name, DatabaseOptions options)
    {
        var problems = new List<string>();
        CheckConnection(options, problems);
        CheckSecurity(options, problems);
        CheckCharts(options, problems);
        if (options.MaxConnections is < 2 or > 1000)
        {
            problems.Add($"Database:MaxConnections must be between 2 and 1000, because one of them listens for work; it is {options.MaxConnections}.");
        }

        CheckPool("MaxPageConnections", options.MaxPageConnections, problems);
        CheckPool("MaxChartConnections", options.MaxChartConnections, problems);
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

    private static void CheckPool(string setting, int most, List<string> problems)
    {
        if (most is < 1 or > 1000)
        {
            problems.Add($"Database:{setting} must be between 1 and 1000; it is {most}.");
        }
    }

    private static void CheckCharts(DatabaseOptions options, List<string> problems)
    {
        if (options.ChartsConnectionString.Length == 0)
        {
            return;
        }

        try
        {
            var charts = new NpgsqlConnectionStringBuilder(options.ChartsConnectionString);
            if (string.IsNullOrEmpty(charts.Host) || string.IsNullOrEmpty(charts.Username))
            {
                problems.Add("Database:ChartsConnectionString must name the Host and the Username that charts log in as.");
            }
        }
        catch (ArgumentException)
        {
            // The exception's text may quote the password.
            problems.Add("Database:ChartsConnectionString must be a connection string of Npgsql; it cannot be read.");
        }
    }

    private static void CheckConnection(DatabaseOptions options, List<string> problems)
    {
        var connectionString = options.ConnectionString;
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
            var connection = new NpgsqlConnectionStringBuilder(connectionString);
            if (string.IsNullOrEmpty(connection.Host))
            {
                problems.Add($"ConnectionStrings:analytics must name a Host, as in '{Example}'.");
            }

            CheckSecurity(connection, options, problems);
        }
        catch (ArgumentException)
        {
            // The exception's text may quote the password.
            problems.Add($"ConnectionStrings:analytics must be a connection string of Npgsql, as in '{Example}'; it cannot be read.");
        }
    }

    private static void CheckSecurity(NpgsqlConnectionStringBuilder connection, DatabaseOptions options, List<string> problems)
    {
        var isIam = options.Authentication is DatabaseAuthentication.Iam;
        if (isIam && (connection.Password is not null || connection.Passfile is not null))
        {
            problems.Add(
                "ConnectionStrings:analytics must name neither Password nor Passfile with Database:Authentication=Iam, " +
                "which sends tokens.");
        }

        if (isIam && (string.IsNullOrEmpty(connection.Username) || connection.Host?.Contains(',', StringComparison.Ordinal) == true))
        {
            problems.Add(
                "ConnectionStrings:analytics must name one Host and a Username with Database:Authentication=Iam: a token is good " +
                "for these alone.");
        }

        if ((isIam || options.RootCertificate.Length > 0)
            && connection.ShouldSerialize("SSL Mode") && connection.SslMode is not SslMode.VerifyFull)
        {
            problems.Add(
                $"ConnectionStrings:analytics must not say SSL Mode={connection.SslMode}: with Database:RootCertificate, and so with " +
                "Database:Authentication=Iam, it is VerifyFull.");
        }
    }

    private static void CheckSecurity(DatabaseOptions options, List<string> problems)
    {
        if (options.RootCertificate.Length > 0)
        {
            if (FaultOf(options.RootCertificate) is { } fault)
            {
                problems.Add(
                    $"Database:RootCertificate must be a file of trusted certificates (PEM); '{options.RootCertificate}' {fault}");
            }
        }
        else if (options.Authentication is DatabaseAuthentication.Iam)
        {
            problems.Add(
                "Database:RootCertificate must name a file of trusted certificates with Database:Authentication=Iam, such as RDS's " +
                "bundle (https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem); it is not set.");
        }

        if (options.Authentication is DatabaseAuthentication.Iam && IamTokens.RegionOf(options) is null)
        {
            problems.Add(
                "Database:Region must name the database's region with Database:Authentication=Iam; neither it nor AWS_REGION is set.");
        }
    }

    private static string? FaultOf(string certificates)
    {
        try
        {
            var found = new X509Certificate2Collection();
            found.ImportFromPemFile(certificates);
            return found.Count > 0 ? null : "holds none.";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return $"cannot be read: {exception.Message}";
        }
    }
}
