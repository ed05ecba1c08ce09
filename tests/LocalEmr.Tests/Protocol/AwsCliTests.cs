using System.Diagnostics;
using System.Text.Json;

using Analytics.LocalEmr.Runners;
using Analytics.LocalEmr.Tests.Support;

namespace Analytics.LocalEmr.Tests.Protocol;

/// <summary>The AWS CLI against LocalEmr, where it is installed.</summary>
public sealed class AwsCliTests
{
    [Fact]
    public async Task Aws_CreateClusterWithSteps_WaitsForItsStep()
    {
        await using var server = await EmrServer.StartAsync(new FakeRunner { EndsAtOnce = _ => new RunEnd(0) });

        var created = await AwsAsync(
            server, "create-cluster", "--name", "cli", "--release-label", "emr-7.13.0", "--applications", "Name=Spark",
            "--instance-type", "m5.xlarge", "--instance-count", "2", "--use-default-roles", "--no-auto-terminate", "--steps",
            "Type=CUSTOM_JAR,Name=one,ActionOnFailure=CONTINUE,Jar=command-runner.jar,Args=[spark-submit,s3://b/x.py]");
        var cluster = created.GetProperty("ClusterId").GetString() ?? "";

        // The waiters of the CLI look each 30 seconds: here at what is there already.
        await server.Client.WaitForClusterAsync(cluster, "WAITING");
        var steps = (await AwsAsync(server, "list-steps", "--cluster-id", cluster)).GetProperty("Steps");
        var step = steps[0].GetProperty("Id").GetString() ?? "";
        await AwsAsync(server, "wait", "step-complete", "--cluster-id", cluster, "--step-id", step);
        await AwsAsync(server, "wait", "cluster-running", "--cluster-id", cluster);
        var shown = (await AwsAsync(server, "describe-cluster", "--cluster-id", cluster)).GetProperty("Cluster");

        Assert.Equal(1, steps.GetArrayLength());
        Assert.Equal("cli", shown.GetProperty("Name").GetString());
        Assert.Equal("WAITING", EmrClient.State(shown));
    }

    private static async Task<JsonElement> AwsAsync(EmrServer server, params string[] arguments)
    {
        var program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, "aws")).FirstOrDefault(File.Exists);
        Assert.SkipWhen(program is null, "The AWS CLI (aws) is not installed.");
        var start = new ProcessStartInfo(
            program ?? "", ["--endpoint-url", server.Address, "--region", "us-east-1", "--output", "json", "emr", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["AWS_ACCESS_KEY_ID"] = "test";
        start.Environment["AWS_SECRET_ACCESS_KEY"] = "test";
        start.Environment["AWS_PAGER"] = "";
        using var process = Process.Start(start) ?? throw new InvalidOperationException("aws did not start.");
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await errors);
        return output.Trim().Length == 0 ? default : JsonDocument.Parse(output).RootElement.Clone();
    }
}
