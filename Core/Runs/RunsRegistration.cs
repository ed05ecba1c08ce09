using Analytics.Database;
using Analytics.Work;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

using Npgsql;

namespace Analytics.Runs;

public static class RunsRegistration
{
    /// <summary>Registers what queues, tracks and shows runs. Needs the database to be added.</summary>
    public static IServiceCollection AddRuns(this IServiceCollection services)
    {
        services.AddWorkQueue();
        services.TryAddSingleton<RunStore>();
        services.TryAddSingleton<RunProgress>();
        services.TryAddSingleton<RunLog>();
        services.TryAddSingleton<RunReads>();
        services.TryAddKeyedSingleton(DatabasePools.Work, (provider, _) => new RunReads(provider.GetRequiredService<NpgsqlDataSource>()));
        services.TryAddSingleton<RunTimes>();
        services.TryAddSingleton<RunRetention>();
        return services;
    }
}
