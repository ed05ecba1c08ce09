namespace Analytics.Core.Files;

internal enum FileKind
{
    File,
    Directory,
    Link,
    Other,
}
