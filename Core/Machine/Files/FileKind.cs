namespace Analytics.Machine.Files;

public enum FileKind
{
    File,
    Directory,
    Link,
    Other,
}
