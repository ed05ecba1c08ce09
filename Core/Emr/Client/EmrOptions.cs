namespace Analytics.Emr.Client;

/// <summary>Section <c>Emr</c>: where jobs of the engine <c>emr</c> run.</summary>
public sealed class EmrOptions
{
    public const string Section = "Emr";

    /// <summary>
    /// Whether jobs may run on Amazon EMR; an endpoint, here or in <c>AWS_ENDPOINT_URL_EMR</c>, turns the engine on as well.
    /// </summary>
    public bool Enabled { get; set; }

    /// <summary>Another address than the region's: LocalEmr, a VPC endpoint.</summary>
    public string Endpoint { get; set; } = "";

    /// <summary>The access key that requests are signed by, with <see cref="SecretKey"/>; else those of AWS's default chain.</summary>
    public string AccessKey { get; set; } = "";

    /// <summary>Its secret, as a LocalEmr with a key of its own has it; never shown.</summary>
    public string SecretKey { get; set; } = "";

    public string ServiceRole { get; set; } = "EMR_DefaultRole_V2";

    /// <summary>The role of the cluster's machines, which needs access to the processed store.</summary>
    public string InstanceProfile { get; set; } = "EMR_EC2_DefaultRole";

    /// <summary>Subnets, separated by commas, of which EMR takes one; the account's default one where it is empty.</summary>
    public string SubnetIds { get; set; } = "";

    /// <summary>Clusters that are started for jobs, at most, at a time.</summary>
    public int MaxClusters { get; set; } = 2;

    /// <summary>Steps of a cluster that run side by side.</summary>
    public int StepConcurrency { get; set; } = 4;

    /// <summary>How often a step is asked after.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a step may wait for its cluster and for its turn.</summary>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromMinutes(45);

    /// <summary>A table of prices of one's own, as JSON; empty for the one that comes with the platform.</summary>
    public string PricesPath { get; set; } = "";

    /// <summary>How long the logs of a failed step are waited for.</summary>
    public TimeSpan LogPatience { get; set; } = TimeSpan.FromMinutes(2);
}
