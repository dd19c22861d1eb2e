using System.Text;
using QRCoder;

namespace ChainWatch.Cli;

/// <summary>QR codes in text blocks, two rows to a line; light modules are drawn, as on a dark terminal.</summary>
internal static class QrText
{
    /// <summary>The code of <paramref name="text"/>, with its quiet zone.</summary>
    public static string Draw(string text)
    {
        using var code = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.L);
        var rows = code.ModuleMatrix;
        var drawn = new StringBuilder();
        for (var top = 0; top < rows.Count; top += 2)
        {
            for (var column = 0; column < rows[top].Count; column++)
            {
                var isUpperLight = !rows[top][column];
                var isLowerLight = top + 1 < rows.Count && !rows[top + 1][column];
                drawn.Append((isUpperLight, isLowerLight) switch
                {
                    (true, true) => '█',
                    (true, false) => '▀',
                    (false, true) => '▄',
                    _ => ' ',
                });
            }

            drawn.Append('\n');
        }

        return drawn.ToString();
    }
}
