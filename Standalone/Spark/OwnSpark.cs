using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

using Analytics.Emr;

namespace Analytics.Standalone.Spark;

/// <summary>
/// Lets jobs run on this machine's Spark, through a LocalEmr of the platform's own; where the settings name another EMR, that one is
/// left to them.
/// </summary>
internal static class OwnSpark
{
    private const int UsualPort = 4567;

    /// <summary>What the services are to know of it; an EMR that somebody set up is not looked into.</summary>
    public static async Task AddAsync(
        WebApplicationBuilder builder, DataFolder data, TextWriter output, CancellationToken cancellationToken)
    {
        var configuration = builder.Configuration;
        if (EmrRegistration.IsConfigured(configuration))
        {
            return;
        }

        var spark = await SparkInstallation.FindAsync(configuration, cancellationToken);
        foreach (var engine in spark.Unavailable)
        {
            builder.Services.AddSingleton(engine);
        }

        if (spark.Home is not null)
        {
            var address = $"http://127.0.0.1:{FreePort().ToString(CultureInfo.InvariantCulture)}";
            SetDefaults(configuration, data, address);
            SetKey(configuration);
            builder.Services.AddHostedService(services => ActivatorUtilities.CreateInstance<LocalEmrServer>(services, address));
            await output.WriteLineAsync($"Spark jobs run on {spark.Home}, by way of LocalEmr on {address}.");
        }

        foreach (var line in spark.Notes.Concat(spark.Unavailable.GroupBy(engine => engine.Reason, engine => engine.Kind)
            .Select(kinds => $"Jobs of the kind {string.Join(", ", kinds)} cannot run here. {kinds.Key}")))
        {
            await output.WriteLineAsync(line);
        }
    }

    private static void SetDefaults(ConfigurationManager configuration, DataFolder data, string address)
    {
        var settings = new Dictionary<string, string>
        {
            ["Emr:Endpoint"] = address,
            ["Emr:PollInterval"] = "00:00:01",
            ["Emr:LogPatience"] = "00:00:10",
            // One driver at a time has the machine's memory to itself.
            ["Emr:StepConcurrency"] = "1",
            ["LocalEmr:DataPath"] = data.PathOf("local-emr"),
            ["LocalEmr:LogInterval"] = "00:00:05",
            ["LocalEmr:CancelGrace"] = "00:00:03",
            // The pages and SQL jobs come first.
            ["LocalEmr:Niceness"] = "10",
            // Runs that wait for their turn on Spark must not keep SQL jobs from theirs.
            ["Processor:Concurrency"] = "6",
        };
        foreach (var (name, value) in settings.Where(setting => string.IsNullOrWhiteSpace(configuration[setting.Key])))
        {
            configuration[name] = value;
        }
    }

    /// <summary>
    /// A key that only this process knows, whatever the settings say: others who may reach the address must not run programs as this
    /// user. It stays in memory, since command lines and files are read by others.
    /// </summary>
    private static void SetKey(ConfigurationManager configuration)
    {
        var (access, secret) = (RandomNumberGenerator.GetHexString(20), RandomNumberGenerator.GetHexString(40));
        foreach (var section in new[] { "Emr", "LocalEmr" })
        {
            configuration[$"{section}:AccessKey"] = access;
            configuration[$"{section}:SecretKey"] = secret;
        }
    }

    /// <summary>LocalEmr's own where it is free.</summary>
    private static int FreePort()
    {
        try
        {
            return Probe(UsualPort);
        }
        catch (SocketException)
        {
            return Probe(0);
        }
    }

    private static int Probe(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
