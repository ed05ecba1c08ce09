using Analytics.Fixtures.Aws;

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
    public static Task<string> RunAsync(EmrServer server, string script, params string[] arguments) =>
        Botocore.RunAsync(Prelude + script, [server.Address, .. arguments]);
}
