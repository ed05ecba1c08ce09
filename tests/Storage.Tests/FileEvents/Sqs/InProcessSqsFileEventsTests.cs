using Analytics.Fixtures.Aws.InProcess;

namespace Analytics.Storage.Tests.FileEvents.Sqs;

public sealed class InProcessSqsFileEventsTests() : SqsFileEventsSuite(() => InProcessAws.Shared.Value.Address);
