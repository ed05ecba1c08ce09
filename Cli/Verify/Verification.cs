using Analytics.Catalogue;
using Analytics.Catalogue.Jobs;
using Analytics.DuckDb.Verify;
using Analytics.Engines;
using Analytics.Engines.Sandbox;
using Analytics.Storage;

using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Cli.Verify;

/// <summary>Reads the job's inputs under their contracts, runs it on two engines, and holds their results against each other.</summary>
internal sealed class Verification(VerifyRequest request, TextWriter output)
{
    /// <summary>The exit code.</summary>
    /// <exception cref="VerifyException">It cannot be compared.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var (job, catalogue) = await FindJobAsync(cancellationToken);
        var parameters = ParametersOf(job);
        var scratch = Directory.CreateTempSubdirectory("analytics-verify-").FullName;
        try
        {
            EngineRun.MakeReadable(scratch);
            await using var services = VerifyServices.Build(request.Bucket, scratch);
            var engines = FindEngines(services, job);
            var store = services.GetRequiredKeyedService<IObjectStore>(StoreNames.Processed);
            var id = services.GetRequiredService<TimeProvider>().GetUtcNow().ToUnixTimeMilliseconds();
            var inputs = new SampleInputs(store, $"verify/{id}", scratch, output);
            try
            {
                var files = await inputs.ReadAsync(job, catalogue, request.Data, cancellationToken);
                return await CompareAsync(services, engines, job, parameters, id, files, inputs, scratch, cancellationToken);
            }
            finally
            {
                await inputs.RemoveAsync($"results/{job.Name}/{id}/", CancellationToken.None);
            }
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private async Task<(JobDefinition Job, CatalogueSnapshot Catalogue)> FindJobAsync(CancellationToken cancellationToken)
    {
        var catalogue = await CatalogueFolder.ReadAsync(request.Catalogue, CatalogueSnapshot.Empty, cancellationToken);
        return catalogue.Jobs.TryGetValue(request.Job, out var job) ? (WithBriefCluster(job), catalogue)
            : throw new VerifyException(catalogue.Faults.Count > 0
                ? $"The catalogue {request.Catalogue} has no job '{request.Job}' in order:\n{string.Join('\n', catalogue.Faults)}"
                : $"The catalogue {request.Catalogue} has no job '{request.Job}'. It has: {string.Join(", ", catalogue.Jobs.Keys)}.");
    }

    /// <summary>What is started for a comparison ends soon after it.</summary>
    private static JobDefinition WithBriefCluster(JobDefinition job) =>
        job with { Emr = (job.Emr ?? new EmrSettings()) with { IdleTimeout = TimeSpan.FromMinutes(1) } };

    private Dictionary<string, string?> ParametersOf(JobDefinition job)
    {
        var given = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var text in request.Parameters)
        {
            var at = text.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0 || job.Parameters.All(parameter => parameter.Name != text[..at]))
            {
                throw new VerifyException($"--parameter {text}: write name=value; the job's parameters are: "
                    + $"{string.Join(", ", job.Parameters.Select(parameter => parameter.Name))}.");
            }

            given[text[..at]] = text[(at + 1)..];
        }

        return given;
    }

    private List<IJobEngine> FindEngines(IServiceProvider services, JobDefinition job)
    {
        if (request.Engines.Count != 2 || request.Engines[0] == request.Engines[1])
        {
            throw new VerifyException("--engines names two engines, separated by a comma: embedded,emr.");
        }

        if (job.Kind != JobKinds.Sql && request.Engines.Contains(EngineNames.Embedded))
        {
            throw new VerifyException($"'{job.Name}' is of the kind {job.Kind}, which the embedded engine does not run: "
                + "only sql jobs have two engines.");
        }

        var known = services.GetServices<IJobEngine>().ToList();
        return [.. request.Engines.Select(name => known.Find(engine => engine.Name == name) ?? throw new VerifyException(
            name == EngineNames.Emr
                ? "No EMR is known here. Set AWS_ENDPOINT_URL_EMR to a LocalEmr (http://127.0.0.1:4567), or Emr__Enabled to true for "
                    + "Amazon's."
                : $"Unknown engine '{name}': choose embedded or emr."))];
    }

    private async Task<int> CompareAsync(
        IServiceProvider services, IReadOnlyList<IJobEngine> engines, JobDefinition job, Dictionary<string, string?> parameters, long id,
        IReadOnlyList<EngineInput> files, SampleInputs inputs, string scratch, CancellationToken cancellationToken)
    {
        var limits = services.GetRequiredService<EngineSandbox>().DefaultLimits;
        var sides = new List<ResultSide>();
        foreach (var engine in engines)
        {
            var task = EngineTask.Of(
                job, id, attempt: 1, parameters, engine.IsRemote ? files : await inputs.FetchAsync(files, cancellationToken), limits,
                Path.Combine(scratch, engine.Name));
            if (await EngineRun.RunAsync(engine, task, output, cancellationToken) is not { } side)
            {
                return ExitCodes.Faults;
            }

            sides.Add(side);
        }

        var embedded = services.GetServices<IJobEngine>().OfType<EmbeddedJobEngine>().Single();
        var comparison = await new ResultComparer(embedded, request.Tolerance).CompareAsync(
            EngineTask.OutputOf(job), sides[0], sides[1], Path.Combine(scratch, "comparison"), cancellationToken);
        await VerifyReport.WriteAsync(output, sides[0].Engine, sides[1].Engine, comparison, request.Tolerance);
        return comparison.Agree ? ExitCodes.Done : ExitCodes.Differs;
    }
}
