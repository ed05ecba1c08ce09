using Analytics.LocalEmr.Protocol;
using Analytics.LocalEmr.State;

namespace Analytics.LocalEmr.Steps;

/// <summary>Spark's own pages about a step that runs, by the operation by which EMR hands out links to them.</summary>
internal sealed class AppUiOperations(EmrState state) : IOperations
{
    /// <summary>The page of the application that runs, of all that EMR has; a history server there is none.</summary>
    private const string OfTheApplication = "ApplicationMaster";

    public IEnumerable<Operation> All => [Operation.Of<Input>("GetOnClusterAppUIPresignedURL", Get)];

    private object Get(Input input)
    {
        if (input.OnClusterAppUIType is not (null or OfTheApplication))
        {
            throw ApiException.Invalid(
                $"OnClusterAppUIType {input.OnClusterAppUIType} is not supported by LocalEmr, which has {OfTheApplication}: Spark's pages "
                + "of a step that runs.", "NotSupportedByLocalEmr");
        }

        return state.Read(input.ClusterId, (_, steps) =>
        {
            // An application is a step here: without YARN there is no other id of it.
            var step = input.ApplicationId is { } id
                ? steps.Find(id) ?? throw ApiException.NoStep(id)
                : steps.NewestFirst().FirstOrDefault(step => step is { IsActive: true, UiAddress: not null });
            return step is { IsActive: true, UiAddress: { } address }
                ? new { PresignedURLReady = true, PresignedURL = address }
                : throw ApiException.Invalid(
                    "No Spark UI is there: it is shown while a step of Spark runs, unless LocalEmr:SparkUi is false.");
        });
    }

    private sealed record Input(string? ClusterId, string? OnClusterAppUIType, string? ApplicationId);
}
