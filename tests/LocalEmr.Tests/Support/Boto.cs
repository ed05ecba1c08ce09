using System.Diagnostics;

namespace Analytics.LocalEmr.Tests.Support;

/// <summary>The official client of another language: boto3, where BOTOCORE_PYTHONPATH names a folder with it.</summary>
internal static class Boto
{
    private const string Prelude = """
        import boto3, json, sys
        emr = boto3.client('emr', endpoint_url=sys.argv[1], region_name='us-east-1', aws_access_key_id='test',
                           aws_secret_access_key='test')
        def wait(name, **what):
            waiter = emr.get_waiter(name)
            waiter.config.delay, waiter.config.max_attempts = 0.2, 600
            waiter.wait(**what)

        """;

    /// <summary>Runs Python with a client named emr and a function wait; returns what it printed.</summary>
    public static async Task<string> RunAsync(EmrServer server, string script, params string[] arguments)
    {
        var path = Environment.GetEnvironmentVariable("BOTOCORE_PYTHONPATH");
        Assert.SkipWhen(string.IsNullOrEmpty(path), "BOTOCORE_PYTHONPATH names no folder with boto3 to talk to LocalEmr with.");
        var start = new ProcessStartInfo("python3", ["-c", Prelude + script, server.Address, .. arguments])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
            RedirectStandardError = true,
        };
        start.Environment["PYTHONPATH"] = path;
        start.Environment.Remove("AWS_ENDPOINT_URL");
        using var process = Process.Start(start) ?? throw new InvalidOperationException("python3 did not start.");
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await errors);
        return output.Trim();
    }
}
