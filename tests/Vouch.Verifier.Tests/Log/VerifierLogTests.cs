using Vouch.Verifier.Log;
using Xunit;

namespace Vouch.Verifier.Tests.Log;

public class VerifierLogTests
{
    [Fact]
    public void A_log_that_outgrows_its_size_loses_its_beginning()
    {
        VerifierLog log = new(LogLevels.Path, 5);
        log.Write("abc");
        log.Write("defg");
        Assert.Equal("cdefg", log.ToString());
        Assert.Equal(7, log.Position);
    }

    [Fact]
    public void A_log_may_keep_its_beginning_instead()
    {
        VerifierLog log = new(LogLevels.Path | LogLevels.KeepBeginning, 5);
        log.Write("abc");
        log.Write("defg");
        Assert.Equal("abcde", log.ToString());
    }

    [Fact]
    public void What_is_taken_back_is_written_over()
    {
        VerifierLog log = new(LogLevels.Path, 100);
        log.Write("kept ");
        long position = log.Position;
        log.Write("dropped");
        log.Reset(position);
        log.Write("new");
        Assert.Equal("kept new", log.ToString());
    }

    [Fact]
    public void Taking_back_more_than_the_window_holds_empties_it()
    {
        VerifierLog log = new(LogLevels.Path, 4);
        log.Write("abcdefgh");
        log.Reset(2);
        log.Write("xy");
        Assert.Equal("xy", log.ToString());
        Assert.Equal(4, log.Position);
    }

    [Fact]
    public void A_large_log_survives_growing()
    {
        VerifierLog log = new(LogLevels.All, 1 << 20);
        string line = new('x', 999);
        for (int i = 0; i < 50; i++)
        {
            log.Write(line);
        }

        Assert.Equal(50 * 999, log.ToString().Length);
    }

    [Fact]
    public void A_message_is_cut_at_the_length_of_the_kernels_line_buffer()
    {
        VerifierLog log = new(LogLevels.Path, 1 << 16);
        string name = new('n', 2000);
        log.Write($"a {name}");
        Assert.Equal(VerifierLog.MaxMessage, log.Position);
    }

    [Fact]
    public void Nothing_is_formatted_while_the_log_is_off()
    {
        VerifierLog log = new(LogLevels.None, 100);
        bool isFormatted = false;
        log.Write($"{Format()}");
        Assert.False(isFormatted);

        string Format()
        {
            isFormatted = true;
            return "text";
        }
    }
}
