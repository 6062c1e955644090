% rebase("frame", title=text("PAGE_TITLE"), lead=text("PAGE_INTRO"), direction=direction, refresh=refresh, note=note)
% for card in cards:
<section class="card" id="{{card.tracker}}">
% include("card", card=card)
</section>
% end
