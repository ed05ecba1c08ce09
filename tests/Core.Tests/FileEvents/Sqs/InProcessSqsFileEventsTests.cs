using Analytics.Fixtures.Aws.InProcess;

namespace Analytics.Core.Tests.FileEvents.Sqs;

public sealed class InProcessSqsFileEventsTests() : SqsFileEventsSuite(() => InProcessAws.Shared.Value.Address);
