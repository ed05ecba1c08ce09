using Analytics.Database.Charts;

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

using Npgsql;

namespace Analytics.Database;

public static class DatabaseExtensions
{
    /// <summary>Registers the <see cref="NpgsqlDataSource"/> of <c>ConnectionStrings:analytics</c> and <see cref="Migrations"/>, which run before the service starts.</summary>
    public static IServiceCollection AddDatabase(this IServiceCollection services, IConfiguration configuration)
    {
        if (services.Any(service => service.ServiceType == typeof(NpgsqlDataSource)))
        {
            // Several services in one process share the pools.
            return services;
        }

        services.AddOptions<DatabaseOptions>()
            .Bind(configuration.GetSection(DatabaseOptions.Section))
            .Configure(o => o.ConnectionString = configuration.GetConnectionString(DatabaseOptions.ConnectionName) ?? o.ConnectionString)
            .PostConfigure(o => o.Region = o.Region.Length > 0 ? o.Region : configuration["AWS_REGION"] ?? "")
            .ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DatabaseOptions>, ValidateDatabaseOptions>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new IamTokens(
            provider.GetRequiredService<IOptions<DatabaseOptions>>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => CreateDataSource(provider, null));
        services.AddKeyedSingleton(DatabasePools.Pages, (provider, _) => CreateDataSource(provider, DatabasePools.Pages));
        services.AddSingleton<ChartDatabase>();
        services.AddSingleton<Migrations>();
        services.AddHostedService<MigrateBeforeStart>();
        services.AddHealthChecks().AddCheck<DatabaseHealth>("database", tags: ["ready"], timeout: TimeSpan.FromSeconds(5));
        return services;
    }

    /// <summary>Completes a connection string as the options say, for one of the pools.</summary>
    internal static NpgsqlDataSourceBuilder CreateBuilder(
        NpgsqlConnectionStringBuilder given, DatabaseOptions options, IServiceProvider services, string? pool)
    {
        var complete = new NpgsqlConnectionStringBuilder(given.ConnectionString);
        SetDefault(given, "Command Timeout", () => complete.CommandTimeout = (int)Math.Ceiling(options.CommandTimeout.TotalSeconds));
        SetDefault(given, "Timeout", () => complete.Timeout = 5);
        SetDefault(given, "Keepalive", () => complete.KeepAlive = 15);
        // Half of the server's work for a short statement would be to reset the session after it. So session state is forbidden:
        // SET LOCAL, temporary tables with ON COMMIT DROP, and locks that their holder lets go.
        SetDefault(given, "No Reset On Close", () => complete.NoResetOnClose = true);
        SetDefault(given, "Application Name", () => complete.ApplicationName = AppDomain.CurrentDomain.FriendlyName);
        complete.ApplicationName = pool is null ? complete.ApplicationName : $"{complete.ApplicationName} ({pool})";
        if (options.RootCertificate.Length > 0)
        {
            complete.SslMode = SslMode.VerifyFull;
            complete.RootCertificate = options.RootCertificate;
        }

        var builder = new NpgsqlDataSourceBuilder(complete.ConnectionString);
        if (options.Authentication is DatabaseAuthentication.Iam && complete.Password is null)
        {
            var tokens = services.GetRequiredService<IamTokens>();
            builder.UsePasswordProvider(tokens.Sign, tokens.SignAsync);
        }

        if (services.GetService<ILoggerFactory>() is { } loggers)
        {
            builder.UseLoggerFactory(loggers);
        }

        return builder;
    }

    private static NpgsqlDataSource CreateDataSource(IServiceProvider services, string? pool)
    {
        var options = services.GetRequiredService<IOptions<DatabaseOptions>>().Value;
        var connection = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        if (pool is not null)
        {
            connection.MaxPoolSize = options.MaxPageConnections;
            connection.MinPoolSize = 0;
        }
        else
        {
            SetDefault(
                new NpgsqlConnectionStringBuilder(options.ConnectionString),
                "Maximum Pool Size",
                () => connection.MaxPoolSize = options.MaxConnections);
        }

        return CreateBuilder(connection, options, services, pool).Build();
    }

    private static void SetDefault(NpgsqlConnectionStringBuilder given, string key, Action set)
    {
        // Not ContainsKey, which Npgsql answers with yes for every key that it knows.
        if (!given.ShouldSerialize(key))
        {
            set();
        }
    }
}
