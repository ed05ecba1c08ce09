using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

using Npgsql;

namespace Analytics.Core.Database;

public static class DatabaseExtensions
{
    /// <summary>Registers the <see cref="NpgsqlDataSource"/> of <c>ConnectionStrings:analytics</c> and <see cref="Migrations"/>, which run before the service starts.</summary>
    public static IServiceCollection AddDatabase(this IServiceCollection services, IConfiguration configuration)
    {
        if (services.Any(service => service.ServiceType == typeof(NpgsqlDataSource)))
        {
            // Several services in one process share one pool.
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
        services.AddSingleton(provider => CreateDataSource(
            provider.GetRequiredService<IOptions<DatabaseOptions>>().Value,
            provider.GetRequiredService<IamTokens>(),
            provider.GetService<ILoggerFactory>()));
        services.AddSingleton<Migrations>();
        services.AddHostedService<MigrateBeforeStart>();
        services.AddHealthChecks().AddCheck<DatabaseHealth>("database", tags: ["ready"], timeout: TimeSpan.FromSeconds(5));
        return services;
    }

    private static NpgsqlDataSource CreateDataSource(DatabaseOptions options, IamTokens tokens, ILoggerFactory? loggers)
    {
        var given = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        var complete = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        SetDefault(given, "Maximum Pool Size", () => complete.MaxPoolSize = options.MaxConnections);
        SetDefault(given, "Command Timeout", () => complete.CommandTimeout = (int)Math.Ceiling(options.CommandTimeout.TotalSeconds));
        SetDefault(given, "Timeout", () => complete.Timeout = 5);
        SetDefault(given, "Keepalive", () => complete.KeepAlive = 15);
        // Half of the server's work for a short statement would be to reset the session after it. So session state is forbidden:
        // SET LOCAL, temporary tables with ON COMMIT DROP, and locks that their holder lets go.
        SetDefault(given, "No Reset On Close", () => complete.NoResetOnClose = true);
        SetDefault(given, "Application Name", () => complete.ApplicationName = AppDomain.CurrentDomain.FriendlyName);
        if (options.RootCertificate.Length > 0)
        {
            complete.SslMode = SslMode.VerifyFull;
            complete.RootCertificate = options.RootCertificate;
        }

        var builder = new NpgsqlDataSourceBuilder(complete.ConnectionString);
        if (options.Authentication is DatabaseAuthentication.Iam)
        {
            builder.UsePasswordProvider(tokens.Sign, tokens.SignAsync);
        }

        if (loggers is not null)
        {
            builder.UseLoggerFactory(loggers);
        }

        return builder.Build();
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
