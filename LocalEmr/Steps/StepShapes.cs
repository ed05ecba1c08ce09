namespace Analytics.LocalEmr.Steps;

/// <summary>Steps as the API shows them.</summary>
internal static class StepShapes
{
    /// <summary>DescribeStep's Step, which ListSteps shows without the role.</summary>
    public static object Show(Step step, bool isSummary) => new
    {
        step.Id,
        step.Name,
        Config = new
        {
            step.Jar.Jar,
            Properties = (step.Jar.Properties ?? []).GroupBy(property => property.Key ?? "", StringComparer.Ordinal)
                .ToDictionary(same => same.Key, same => same.Last().Value, StringComparer.Ordinal),
            step.Jar.MainClass,
            Args = step.Jar.Args ?? [],
        },
        step.ActionOnFailure,
        Status = new
        {
            step.State,
            StateChangeReason = new { Message = step.Reason },
            FailureDetails = step.Failure,
            Timeline = new { CreationDateTime = step.Created, StartDateTime = step.Started, EndDateTime = step.Ended },
        },
        ExecutionRoleArn = isSummary ? null : step.ExecutionRoleArn,
        step.LogUri,
        step.EncryptionKeyArn,
    };
}
