using System.Collections.Generic;
using System.IO;
using System.Text;

namespace Vouch.Kernel.Tests.Types;

/// <summary>Makes ELF files that hold nothing but sections.</summary>
internal static class SmallElf
{
    public static byte[] With(params (string Name, byte[] Content)[] sections)
    {
        MemoryStream names = new(), content = new();
        names.WriteByte(0);
        List<(int Name, long Offset, long Length)> headers = [(0, 0, 0)];
        foreach ((string name, byte[] bytes) in sections)
        {
            headers.Add(((int)names.Position, 64 + content.Position, bytes.Length));
            names.Write(Encoding.ASCII.GetBytes(name + "\0"));
            content.Write(bytes);
        }

        headers.Add((0, 64 + content.Position, names.Length));
        content.Write(names.ToArray());
        MemoryStream file = new();
        BinaryWriter writer = new(file);
        writer.Write([0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, 0, .. new byte[8]]);
        writer.Write(new byte[24]);
        writer.Write(64 + content.Length);
        writer.Write(new byte[10]);
        writer.Write((ushort)64);
        writer.Write((ushort)headers.Count);
        writer.Write((ushort)(headers.Count - 1));
        writer.Write(content.ToArray());
        foreach ((int name, long offset, long length) in headers)
        {
            writer.Write(name);
            writer.Write(length == 0 ? 0 : 1);
            writer.Write(new byte[16]);
            writer.Write(offset);
            writer.Write(length);
            writer.Write(new byte[24]);
        }

        return file.ToArray();
    }
}
