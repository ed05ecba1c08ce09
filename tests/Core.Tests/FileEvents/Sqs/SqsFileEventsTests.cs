using Analytics.Fixtures.Aws;

namespace Analytics.Core.Tests.FileEvents.Sqs;

public sealed class SqsFileEventsTests() : SqsFileEventsSuite(() => Emulator.Separate);
