using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Analytics.Work;

public static class WorkExtensions
{
    /// <summary>What enqueues: <see cref="WorkQueue"/>. Needs the database to be added.</summary>
    public static IServiceCollection AddWorkQueue(this IServiceCollection services)
    {
        services.AddOptions<WorkOptions>().BindConfiguration(WorkOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<WorkOptions>, ValidateWorkOptions>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<WorkNotifier>();
        services.TryAddSingleton<WorkQueue>();
        return services;
    }

    /// <summary>
    /// A worker of a queue, as a hosted service: <typeparamref name="THandler"/> is made for each item. The queue's listener, lease
    /// keeper and maintenance come with the first worker of a process.
    /// </summary>
    public static IServiceCollection AddWorker<THandler>(
        this IServiceCollection services, string queue, Action<WorkerOptions>? configure = null)
        where THandler : class, IWorkHandler
    {
        var worker = new WorkerOptions();
        configure?.Invoke(worker);
        if (worker.Concurrency < 1)
        {
            throw new ArgumentException($"The worker of queue '{queue}' must run at least one item at a time.", nameof(configure));
        }

        services.AddWorkQueue();
        services.TryAddSingleton<WorkSignals>();
        services.TryAddSingleton<WorkLeases>();
        services.TryAddSingleton<LeaseKeeper>();
        services.TryAddSingleton<ItemRunner>();
        services.TryAddSingleton<PassClaims>();
        services.TryAddSingleton<WorkListener>();
        services.AddHostedService(provider => provider.GetRequiredService<WorkListener>());
        services.AddHostedService<WorkMaintenance>();
        services.TryAddScoped<THandler>();
        services.AddSingleton<IHostedService>(provider =>
            ActivatorUtilities.CreateInstance<WorkerLoop>(provider, queue, typeof(THandler), worker));
        return services;
    }
}
