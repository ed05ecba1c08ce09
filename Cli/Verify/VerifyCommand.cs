using System.CommandLine;
using Analytics.Engines;

namespace Analytics.Cli.Verify;

/// <summary><c>analytics verify JOB --engines embedded,emr</c>: whether two engines compute the same.</summary>
internal static class VerifyCommand
{
    private const double UsualTolerance = 1e-9;

    public static Command Create()
    {
        var job = new Argument<string>("job") { Description = "The job's name" };
        var catalogue = new Option<DirectoryInfo>("--catalogue", "-c")
        {
            Description = "The folder that holds datasets/, jobs/ and dashboards/",
            DefaultValueFactory = _ => new DirectoryInfo("catalog"),
        };
        var engines = new Option<string>("--engines", "-e")
        {
            Description = "The two engines, separated by a comma",
            DefaultValueFactory = _ => "embedded,emr",
        };
        var data = new Option<DirectoryInfo>("--data", "-d")
        {
            Description = "A folder with a folder of raw files for each input; that of the Standalone by default",
            DefaultValueFactory = _ => new DirectoryInfo(Path.Combine(".data", "raw", "incoming")),
        };
        var parameters = new Option<string[]>("--parameter", "-p")
        {
            Description = "name=value, for a parameter that is not to have its default; may be given several times",
            DefaultValueFactory = _ => [],
        };
        var tolerance = new Option<double>("--tolerance")
        {
            Description = "By how much floating-point numbers may differ, relative above 1 and absolute below",
            DefaultValueFactory = _ => UsualTolerance,
        };
        var bucket = new Option<string?>("--bucket")
        {
            Description = "A bucket of S3 for the files of the comparison, which Amazon EMR needs; without it they are on this machine",
        };
        var command = new Command(
            "verify",
            "Runs a job on two engines over the same files, and compares schema, row counts and values. Exits with 0 where they agree, 4 "
            + "where they differ. EMR is where AWS_ENDPOINT_URL_EMR says, or Amazon's where Emr__Enabled is true.")
        {
            job, catalogue, engines, data, parameters, tolerance, bucket,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new VerifyRequest(
                parsed.GetRequiredValue(job),
                parsed.GetRequiredValue(catalogue).FullName,
                parsed.GetRequiredValue(engines).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
                parsed.GetRequiredValue(data).FullName,
                parsed.GetRequiredValue(parameters),
                parsed.GetRequiredValue(tolerance),
                parsed.GetValue(bucket)),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(VerifyRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await new Verification(request, Console.Out).RunAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Cancelled.");
            return ExitCodes.Cancelled;
        }
        catch (Exception fault) when (fault is VerifyException or EngineFailureException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(fault.Message);
            return ExitCodes.Faults;
        }
    }
}
