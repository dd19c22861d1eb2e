using System.Reflection;
using ChainWatch.Recognizing;

namespace ChainWatch.Tests.Recognizing;

public sealed class SourceKindsTests
{
    // A kind that is kept in a field of its recognizer is made with all that the recognizer keeps: ABIs and decoders of every
    // kind would be read by every command, which needs their names.
    [Fact]
    public void What_a_kind_reads_logs_with_is_not_made_for_its_name()
    {
        var recognizers = typeof(SourceKinds).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(IRecognizer)) && type.IsClass).ToList();

        Assert.InRange(recognizers.Count, 19, 100);
        Assert.DoesNotContain(
            recognizers.SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)), field => field.FieldType == typeof(SourceKind));
    }
}
