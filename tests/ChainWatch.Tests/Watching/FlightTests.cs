using ChainWatch.Watching;

namespace ChainWatch.Tests.Watching;

public sealed class FlightTests
{
    private readonly Flight _flight = new();

    [Fact]
    public void It_grows_while_what_comes_next_is_waited_for_up_to_the_most()
    {
        Want(wasThere: false, times: 20);

        Assert.Equal(Flight.Most, _flight.Limit);
        Assert.True(_flight.HasRoomBeside(Flight.Most - 1));
        Assert.False(_flight.HasRoomBeside(Flight.Most));
    }

    [Fact]
    public void It_lets_go_of_one_after_many_in_time_and_never_of_the_last_two()
    {
        Want(wasThere: false, times: 20);
        Want(wasThere: true, times: 31);
        Assert.Equal(Flight.Most, _flight.Limit);

        Want(wasThere: true, times: 1);
        Assert.Equal(Flight.Most - 1, _flight.Limit);

        Want(wasThere: true, times: 1000);
        Assert.Equal(2, _flight.Limit);
    }

    [Fact]
    public void One_that_is_late_begins_the_count_anew()
    {
        Want(wasThere: false, times: 20);
        for (var i = 0; i < 10; i++)
        {
            Want(wasThere: true, times: 31);
            Want(wasThere: false, times: 1);
        }

        Assert.Equal(Flight.Most, _flight.Limit);
    }

    [Fact]
    public void A_large_one_leaves_room_for_itself_alone_and_is_forgotten_in_time()
    {
        Want(wasThere: false, times: 20);
        _flight.Brought(Flight.MostLogs);
        Assert.True(_flight.HasRoomBeside(0));
        Assert.False(_flight.HasRoomBeside(1));

        for (var i = 0; i < 20; i++)
        {
            _flight.Brought(10);
        }

        Assert.True(_flight.HasRoomBeside(Flight.Most - 1));
    }

    private void Want(bool wasThere, int times)
    {
        for (var i = 0; i < times; i++)
        {
            _flight.Wanted(wasThere);
        }
    }
}
