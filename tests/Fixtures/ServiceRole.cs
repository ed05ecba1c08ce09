namespace Analytics.Fixtures;

/// <summary>The database roles of the services.</summary>
public enum ServiceRole
{
    Ingestor,
    Processor,
    Api,
}
